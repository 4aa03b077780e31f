"""Bulk commands: run on every selected record, or on none with the reason of each that refused."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.lowcode.entity import Entity
from app.lowcode.screens.naming import described
from app.security.principal import Principal
from app.shared.errors import DomainError, NotFound
from app.shared.text import Message, msg


class RowsRefused(Exception):
    """Some of the rows refused the command, each for a reason: key → reason."""

    def __init__(self, reasons: dict[int, Message | str]) -> None:
        super().__init__(reasons)
        self.reasons = reasons


@dataclass(frozen=True)
class RefusedRow:
    """A selected row that refused, by name where its reader may see it."""

    key: int
    name: str
    reason: str


def run_on_all(session: Session, keys: Iterable[str], run: Callable[[int], None]) -> None:
    """Run on each record in the order of their keys; raises RowsRefused with every refusal, having changed nothing."""
    reasons: dict[int, Message | str] = {}
    for key in sorted(map(int, keys)):
        try:
            with session.begin_nested():
                run(key)
        except NotFound:
            reasons[key] = msg("It is not there any more, or not yours to change.")
        except DomainError as error:
            reasons[key] = error.message
    if reasons:
        raise RowsRefused(reasons)


def name_refused(
    session: Session, entity: Entity, principal: Principal, reasons: dict[int, Message | str]
) -> list[RefusedRow]:
    """Return the refused rows with their names, read anew under the reader's rights."""
    rows = session.scalars(select(entity.model).where(entity.model.id.in_(reasons)))
    names = {row.id: f"{row.code} · {described(row, principal)}" for row in rows}
    return [RefusedRow(key, names.get(key, f"{entity.label} {key}"), str(reason)) for key, reason in reasons.items()]
