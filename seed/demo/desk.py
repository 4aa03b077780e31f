"""Letting the demo's people work as they do on screen: with their own rights, through the commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app.lowcode.files.keeping import keep
from app.lowcode.perform import perform
from app.security.acting import acting_as
from app.security.loading import load_principal
from app.security.principal import Principal
from app.shared.record import Governed
from app.shared.upload import Upload
from seed.demo.world import Person

Row = TypeVar("Row", bound=Governed)


class Desk:
    """Where people of the demo add, change and move records; nothing here is allowed to them that is not on screen."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._principals: dict[int, Principal] = {}

    @contextmanager
    def of(self, person: Person) -> Iterator[None]:
        """Let the person act."""
        if person.id not in self._principals:
            self._principals[person.id] = load_principal(self.session, person.user_id, person.name)
        with acting_as(self.session, self._principals[person.id]):
            yield

    def write(self, person: Person, row: Row) -> Row:
        """Let the person add a row."""
        with self.of(person):
            self.session.add(row)
            self.session.flush()
        return row

    def keep(self, person: Person, upload: Upload) -> int:
        """Let the person send a file in; returns the key of its attachment."""
        with self.of(person):
            return keep(self.session, upload)

    def take(self, person: Person, row: Governed, command: str, *, reason: str = "", **inputs: Any) -> Any:
        """Let the person run a command on a row."""
        with self.of(person):
            return perform(self.session, type(row), command, row.id, inputs=inputs, reason=reason)
