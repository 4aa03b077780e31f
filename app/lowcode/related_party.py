"""RelatedParty: which customers an employee is, or is related to, and therefore may not act on."""

import enum

from sqlalchemy import Table, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session

from app.security.policies import policy_of
from app.shared.record import Governed, Record, field, reference

_MAX_DEPTH = 4


class Kinship(enum.StrEnum):
    """How the employee stands to the customer."""

    ONESELF = "oneself"
    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    OTHER = "other"

    __labels__ = {"oneself": "The same person", "other": "Another relation"}


class RelatedParty(Record):
    """One tie between an employee and a customer."""

    __prefix__ = "REL"
    __table_args__ = (UniqueConstraint("employee_id", "customer_id"),)

    employee_id: Mapped[int] = reference("Employee", "Employee", listed=True, filtered=True)
    customer_id: Mapped[int] = reference("Customer", "Customer", listed=True, filtered=True, searchable=True)
    kinship: Mapped[Kinship] = field("Relation", listed=True, filtered=True)


def concerns_a_relative(session: Session, employee_id: int, record: Governed) -> bool:
    """Tell whether a record belongs to a customer to whom the employee is tied; asked behind the session's back."""
    table = RelatedParty.__table__
    tied = select(table.c.customer_id).where(table.c.employee_id == employee_id, table.c.deleted_at.is_(None))
    customers = set(session.connection().scalars(tied))
    return bool(customers) and customer_of(session, type(record), record.id) in customers


def customer_of(session: Session, model: type[Governed], key: int, depth: int = 0) -> int | None:
    """Return the customer whom a row concerns, found along the parents that lend it its scope; None without one."""
    table, policy = model.__table__, policy_of(model)
    if table.name == "customer":
        return key
    if policy is None or depth > _MAX_DEPTH:
        return None
    for name in ("customer_id",) if "customer_id" in table.c else policy.scope.parents:
        parent = session.connection().scalar(select(table.c[name]).where(table.c.id == key))
        if parent is not None:
            found = customer_of(
                session, _model_of(next(iter(table.c[name].foreign_keys)).column.table), parent, depth + 1
            )
            if found is not None:
                return found
    return None


def _model_of(table: Table) -> type[Governed]:
    return next(m.class_ for m in Governed.registry.mappers if m.local_table is table)
