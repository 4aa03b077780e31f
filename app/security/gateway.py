"""The gateway for reads: every ORM select gets the row rule of each model in it, every other statement is refused.

Criteria are built per principal and never as lambdas: SQLAlchemy caches lambda criteria across users.
"""

from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Select, event
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, scoped_session

from app.security.acting import is_system, principal_of
from app.security.identity import remember_readers, was_loaded_for
from app.security.policies import is_shared
from app.security.principal import Kind, Principal
from app.security.row_rule import reaches, row_rule
from app.security.statement import governed_models, touches_governed
from app.shared.errors import NotFound, Ungoverned
from app.shared.record import Governed, Record


def guard_reads(session: scoped_session[Any] | Any) -> None:
    """Put the gateway in front of every statement, and of every row in memory, of the sessions it makes."""
    remember_readers(session)
    event.listen(session, "do_orm_execute", _govern)


class RowCriterion(LoaderCriteriaOption):
    """A model's row rule as SQLAlchemy adds it wherever the model is read, in the eager joins of a select too."""

    _traverse_internals = LoaderCriteriaOption._traverse_internals  # noqa: SLF001 - its values are its cache key

    def _resolve_where_criteria(self, ext_info: Any) -> ColumnElement[bool]:
        rule = super()._resolve_where_criteria(ext_info)
        # SQLAlchemy adapts the criteria of an alias in the WHERE clause, but not in the ON clause of a plain join.
        return ext_info._adapt_element(rule) if ext_info.is_aliased_class else rule  # noqa: SLF001


def _govern(state: ORMExecuteState) -> None:
    if isinstance(state.statement, Select):
        _drop_inherited(state)
    if is_system(state.session):
        return
    if not isinstance(state.statement, Select) or state.is_from_statement:
        if touches_governed(state.statement):
            raise Ungoverned("only a plain ORM select may read governed rows; let a system job run anything else")
        return
    if state.is_column_load:
        _refuse_foreign_refresh(state)
        return
    models = governed_models(state)
    if models:
        # Asked last: to find the request's user is itself a select, of a table that is not governed.
        principal = principal_of(state.session)
        state.statement = state.statement.options(*(_criterion(model, principal) for model in models))


def _drop_inherited(state: ORMExecuteState) -> None:
    """Remove the criteria that a load of a relation has from the select before it: they may be another principal's."""
    statement: Any = state.statement
    own = tuple(option for option in statement._with_options if not isinstance(option, RowCriterion))  # noqa: SLF001
    if len(own) < len(statement._with_options):  # noqa: SLF001
        state.statement = statement = statement._generate()  # noqa: SLF001
        statement._with_options = own  # noqa: SLF001


def _refuse_foreign_refresh(state: ORMExecuteState) -> None:
    """Refuse to read again, for a user, a row that came into memory for somebody else and that the user may not see.

    A row that the user came by rightly stays readable, wherever it lies by now.
    """
    refreshed: Any = state.load_options._refresh_state  # noqa: SLF001
    row = refreshed.obj() if refreshed is not None else None
    if not isinstance(row, Governed) or is_shared(type(row)):
        return
    principal = principal_of(state.session)
    if principal is None or principal.kind is not Kind.USER or was_loaded_for(principal, row):
        return
    if not reaches(state.session, principal, type(row), "read", refreshed.identity[0]):
        raise NotFound


class _Attributes:
    """The attributes of a model by name, as a table has its columns."""

    def __init__(self, model: type[Governed]) -> None:
        self._model = model

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    __getitem__ = __getattr__


def _criterion(model: type[Governed], principal: Principal | None) -> Any:
    found = principal.criteria.get(model) if principal is not None else None
    if found is None:
        # Written with the model's attributes: SQLAlchemy adapts plain columns in no join of a relation.
        attributes: Any = SimpleNamespace(c=_Attributes(model))
        rule = row_rule(model, principal, columns=attributes)
        if issubclass(model, Record):
            rule = rule & model.deleted_at.is_(None)
        # Joined eager loads obey only criteria that propagate; what propagates further is dropped there.
        found = RowCriterion(model, rule, include_aliases=True, propagate_to_loaders=True)
        if principal is not None:
            principal.criteria[model] = found
    return found
