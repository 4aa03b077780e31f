"""One row of every entity, made from the columns alone, and one signed-in person of every role beside it."""

import enum
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import Column, Enum, Table, insert, select
from sqlalchemy.orm import Session

from app import registry
from app.extensions import db
from app.lowcode.entity import Entity
from app.people.branch import Branch
from app.people.employee import Employee
from app.people.reach import rebuild_reach
from app.security.access import Scope, parse_access
from app.security.acting import as_system
from app.security.involvement import rebuild_involvement
from app.security.policies import policy_of
from app.security.roles import Role
from app.shared.company import ensure_company
from tests.factories.people import make_branch, make_employee

_OWNS = ("edit", "add", "read")
# What the checks of a table ask for beyond its columns' types.
_MORE: dict[str, dict[str, Any]] = {"kpi_target": {"target_whole": 1}, "ledger_line": {"debit": 1}}


@dataclass
class Lender:
    """User ids by role, and the id of the row of each entity by its name."""

    users: dict[Role, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


def open_lender(app: Flask) -> Lender:
    """Commit one branch, one person of each role, and one row of each entity that has none by then."""
    made = Lender()
    with app.app_context():
        session = db.session()
        with as_system(session, "test data"):
            ensure_company(session)
            branch = make_branch(session)
            staff = {role: make_employee(session, role, branch) for role in Role}
            staff[Role.SALES].manager_id = staff[Role.TEAM_LEAD].id
            session.flush()
            made.users = {role: int(person.user_id or 0) for role, person in staff.items()}
            writer = _Writer(session, branch, staff)
            made.rows = {entity.name: writer.row_of(entity.model.__table__) for entity in registry.ENTITIES}
            for entity in registry.ENTITIES:
                if (policy := policy_of(entity.model)) is not None and policy.scope.involves:
                    rebuild_involvement(session, entity.model)
            rebuild_reach(session)
            session.commit()
        db.session.remove()
    return made


class _Writer:
    def __init__(self, session: Session, branch: Branch, staff: dict[Role, Employee]) -> None:
        self._connection = session.connection()
        self._branch, self._staff = branch.id, {role: person.id for role, person in staff.items()}
        self._made: dict[str, int] = {}

    def row_of(self, table: Table) -> int:
        """Return the id of the table's row, made with the rows it points to where there is none."""
        if table.name not in self._made:
            key = self._connection.scalar(select(table.c.id).order_by(table.c.id).limit(1))
            if key is None:
                entity = next((e for e in registry.ENTITIES if e.model.__table__ is table), None)
                values = {c.name: v for c in table.c if (v := self._value(table, c, entity)) is not None}
                values |= _MORE.get(table.name, {}) | (_sealed(entity) if entity else {})
                key = self._connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one()
            self._made[table.name] = key
        return self._made[table.name]

    def _value(self, table: Table, column: Column[Any], entity: Entity | None) -> Any:
        if column.primary_key:
            return None
        if column.name == "branch_id":
            return self._branch
        scope = policy_of(entity.model).scope if entity else None  # type: ignore[union-attr]
        if column.name == "owner_id" and entity is not None:
            return self._staff[_owner(entity)]
        if scope is not None and column.name in scope.mine:
            return self._staff[Role.FIELD_COLLECTOR if "visitor" in column.name else Role.APPRAISER]
        if column.foreign_keys:
            target = next(iter(column.foreign_keys)).column.table
            if target is Employee.__table__ and not column.nullable:
                return self._staff[Role.ADMINISTRATOR]  # whoever it concerns is nobody whose answers depend on it
            places = scope is not None and column.name in (*scope.parents[:1], *scope.involves)
            return self.row_of(target) if target is not table and (places or not column.nullable) else None
        if column.nullable or column.default is not None or column.server_default is not None:
            return None
        return _plain(column)


def _sealed(entity: Entity) -> dict[str, Any]:
    """Return what is stored of the secret fields, which only their own key opens again."""
    key = "golden"
    stored: dict[str, Any] = {"row_key": key} if entity.model.__secrets__ else {}
    for secret in entity.model.__secrets__.values():
        stored |= secret.sealed(entity.model, key, "+84987654321")
    return stored


def _owner(entity: Entity) -> Role:
    """Return the first role that does something with rows of its own."""
    for word in _OWNS:
        for role, text in entity.access.items():
            if parse_access(text, role).get(word) is Scope.OWN:
                return role
    return Role.SALES


def _plain(column: Column[Any]) -> Any:
    if isinstance(column.type, Enum) and column.type.enum_class is not None:
        members: type[enum.Enum] = column.type.enum_class
        return next(iter(members))
    kind = getattr(column.type, "impl_instance", column.type).python_type
    made: dict[type, Any] = {
        str: f"golden {column.name}"[:20], int: 1, bool: False, Decimal: Decimal(1), date: date(2026, 1, 5),
        datetime: datetime(2026, 1, 5, tzinfo=UTC), dict: {}, list: [], bytes: b"golden",
    }  # fmt: skip
    return made[kind]
