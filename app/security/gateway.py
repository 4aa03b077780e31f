"""The gateway for reads: every ORM select gets the row rule of each model in it, every other statement is refused.

Criteria are built per principal and never as lambdas: SQLAlchemy caches lambda criteria across users.
"""

from typing import Any

from sqlalchemy import Select, event
from sqlalchemy.orm import ORMExecuteState, Session, scoped_session, with_loader_criteria

from app.security.acting import principal_of
from app.security.principal import Kind, Principal
from app.security.row_rule import row_rule
from app.security.statement import governed_models, touches_governed
from app.shared.errors import Ungoverned
from app.shared.record import Governed, Record


def guard_reads(session: scoped_session[Any] | type[Session] | Any) -> None:
    """Put the gateway in front of every statement that the session executes."""
    event.listen(session, "do_orm_execute", _govern)


def _govern(state: ORMExecuteState) -> None:
    principal = principal_of(state.session)
    if principal is not None and principal.kind is Kind.SYSTEM:
        return
    if state.is_column_load:  # refreshing a row that the session already holds by right
        return
    if not isinstance(state.statement, Select) or state.is_from_statement:
        if touches_governed(state.statement):
            raise Ungoverned("only a plain ORM select may read governed rows; let a system job run anything else")
        return
    models = governed_models(state)
    if models:
        state.statement = state.statement.options(*(_criteria(model, principal) for model in models))


def _criteria(model: type[Governed], principal: Principal | None) -> Any:
    rule = row_rule(model, principal)
    if issubclass(model, Record):
        rule = rule & model.__table__.c.deleted_at.is_(None)
    # The lazy loads of the result pass this gateway themselves; without this each criterion would be added twice.
    return with_loader_criteria(model, rule, include_aliases=True, propagate_to_loaders=False)
