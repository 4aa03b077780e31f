"""Engine: where report selects run. One so far, `live`: the database that staff work on, read beside their sessions."""

from collections.abc import Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import CompoundSelect, Connection, Select, func, select
from sqlalchemy.orm import Session

from app.extensions import db, reading
from app.security.acting import bind
from app.security.principal import system
from app.shared.company import company
from app.shared.errors import BadRequest
from app.shared.policy import UnknownPolicy, first_policy_day, policy_values
from app.shared.record import Governed, PostedRecord
from app.shared.text import msg

TIMEOUT_MS = 30_000


class Reader(Protocol):
    """One consistent view of the data; every figure of a report is read through the same one.

    `session` acts as the system: datasets ask the domains through it for what a day means (holidays, limits).
    """

    session: Session

    def rows(self, statement: Select[Any] | CompoundSelect[Any]) -> Sequence[Any]:
        """Return the rows of a report select, whose scope the caller has already applied."""

    def version(self) -> Hashable:
        """Return what changes whenever the data does."""

    def today(self) -> date:
        """Return the business date."""

    def parameters(self, keys: tuple[str, ...], on: date) -> dict[str, Decimal]:
        """Return policy parameters as of a day."""


class Engine(Protocol):
    """A place that answers report selects."""

    name: str

    def open(self) -> AbstractContextManager[Reader]:
        """Return a reader for one report."""


class LiveReader:
    """Reads on a connection of its own, outside the request's session: the row gateway is the runner's own duty."""

    def __init__(self, connection: Connection, session: Session) -> None:
        self._connection = connection
        self.session = session
        self._parameters: dict[tuple[tuple[str, ...], date], dict[str, Decimal]] = {}
        bind(session, system("reports"))

    def rows(self, statement: Select[Any] | CompoundSelect[Any]) -> Sequence[Any]:
        return self._connection.execute(statement).all()

    def version(self) -> Hashable:
        # Every change by people leaves an audit row and every posting a posted row: their newest ids move with them.
        tables = sorted(_posted_tables(), key=lambda table: table.name)
        newest = [select(func.max(table.c.id)).scalar_subquery() for table in tables]
        return (self.today(), *self._connection.execute(select(*newest)).one())

    def today(self) -> date:
        return company(self.session).business_date

    def parameters(self, keys: tuple[str, ...], on: date) -> dict[str, Decimal]:
        try:
            if keys and (keys, on) not in self._parameters:
                self._parameters[keys, on] = policy_values(self.session, keys, on)
            return self._parameters.get((keys, on), {})
        except UnknownPolicy as unknown:
            first = first_policy_day(self.session, keys)
            if first is not None and on < first:
                raise BadRequest(
                    msg("There are no figures before {first}, when this lender's policy begins.", first=first)
                ) from unknown
            raise BadRequest(msg("This day has no figures: {reason}.", reason=str(unknown))) from unknown


class LiveEngine:
    """The working database; good for small books, and the measure against which any other engine is tested."""

    name = "live"

    @contextmanager
    def open(self) -> Iterator[Reader]:
        """Yield a reader on a read-only transaction that sees one moment of the data."""
        with reading(), db.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
                connection.exec_driver_sql(f"SET LOCAL statement_timeout = {TIMEOUT_MS}")
            with Session(bind=connection) as session:
                yield LiveReader(connection, session)


def _posted_tables() -> set[Any]:
    return {m.local_table for m in Governed.registry.mappers if issubclass(m.class_, PostedRecord)}


_engines: dict[str, Engine] = {"live": LiveEngine()}


def engine(name: str = "live") -> Engine:
    """Return the engine of that name; raises KeyError for an unknown one."""
    return _engines[name]
