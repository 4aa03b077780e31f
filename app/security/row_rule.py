"""The row rule: one function of a model's scope columns, for the gateway and for report datasets alike."""

from functools import cache

from sqlalchemy import ColumnElement, FromClause, Select, Table, TableClause, column, false, or_, select, table, true
from sqlalchemy.orm import Session

from app.security.access import Scope
from app.security.policies import Policy, all_policies, is_shared, policy_of
from app.security.principal import Kind, Principal
from app.security.tables import Involvement
from app.shared.errors import Ungoverned
from app.shared.field import table_name
from app.shared.record import Governed

_MAX_DEPTH = 4
_PLACE = ("id", "branch_id", "owner_id")


def row_rule(
    model: type[Governed], principal: Principal | None, word: str = "read", columns: FromClause | None = None
) -> ColumnElement[bool]:
    """Return the SQL condition for the rows of `model` on which `principal` holds `word`.

    No principal, no policy or no grant gives a false condition. `columns` is the FROM whose columns carry the
    scope (an alias, a report's select); the model's own table where None.
    """
    if principal is None:
        return false()
    if principal.kind is Kind.SYSTEM:
        return true()
    if principal.kind is Kind.OPERATION:
        if model not in principal.entities and not is_shared(model):
            raise Ungoverned(f"operation {principal.name} touches {model.__name__}, which it does not declare")
        return true()
    scope = principal.scope_of(model, word)
    policy = policy_of(model)
    if scope is None or policy is None:
        return false()
    return _within(policy, scope, principal, columns if columns is not None else model.__table__, 0)


def reaches(session: Session, principal: Principal, model: type[Governed], word: str, key: int) -> bool:
    """Tell whether `principal` holds `word` on the row `key`, asked of the database behind the session's back."""
    rows = model.__table__
    rule = row_rule(model, principal, word)
    if "deleted_at" in rows.c:
        rule = rule & rows.c.deleted_at.is_(None)
    return session.connection().execute(select(rows.c.id).where(rows.c.id == key, rule)).first() is not None


def _within(policy: Policy, scope: Scope, principal: Principal, columns: FromClause, depth: int) -> ColumnElement[bool]:
    reach, rows = principal.reach, policy.scope
    if rows.subject is not None:
        return _of_subjects(rows.subject, principal, columns, depth)
    if rows.part is not None and scope is Scope.OWN:
        return rows.part(columns)
    if rows.shared or scope is Scope.COMPANY or (scope is Scope.BRANCH and reach.branches is None):
        return true()
    if depth > _MAX_DEPTH:
        raise Ungoverned(f"the scope of {policy.model.__name__} leads round in a circle")
    conditions = [_through(policy, name, scope, principal, columns, depth) for name in rows.parents]
    people = {Scope.OWN: frozenset(filter(None, {reach.employee_id})), Scope.TEAM: reach.team}.get(scope, frozenset())
    if scope is Scope.BRANCH:
        conditions = [columns.c.branch_id.in_(sorted(reach.branches or ()))] if rows.own_columns else conditions
    elif rows.own_columns:
        conditions.append(columns.c.owner_id.in_(sorted(people)))
    conditions += [columns.c[name].in_(sorted(people)) for name in rows.mine if people]
    if people:
        conditions.append(columns.c.id.in_(_involved(policy.model, people)))
    return or_(*conditions) if conditions else false()


def _through(
    policy: Policy, name: str, scope: Scope, principal: Principal, columns: FromClause, depth: int
) -> ColumnElement[bool]:
    target: Table = next(iter(policy.model.__table__.c[name].foreign_keys)).column.table
    parent = next(p for p in all_policies() if p.model.__table__ is target)
    # Aliased, so that SQLAlchemy neither correlates it with, nor adapts it to, the same table in the outer query.
    rows = _thin(target, frozenset((*_PLACE, *parent.scope.parents, *parent.scope.mine))).alias()
    return columns.c[name].in_(select(rows.c.id).where(_within(parent, scope, principal, rows, depth + 1)))


@cache
def _thin(whole: Table, names: frozenset[str]) -> TableClause:
    """Return the table with these columns alone: an alias makes a copy of every column there is."""
    return table(whole.name, *(column(c.name, c.type) for c in whole.c if c.name in names))


def _of_subjects(names: tuple[str, str], principal: Principal, columns: FromClause, depth: int) -> ColumnElement[bool]:
    """Return the condition for rows about what the principal reads whole; hidden fields must not come out here."""
    whole: list[str] = []
    conditions: list[ColumnElement[bool]] = []
    entity, key = (columns.c[name] for name in names)
    for policy in all_policies():
        scope = principal.scope_of(policy.model, "read")
        if scope is None or policy.scope.subject is not None or principal.hidden_fields(policy.model):
            continue
        rows = policy.model.__table__.alias()
        rule = _within(policy, scope, principal, rows, depth + 1)
        if rule.compare(true()):
            whole.append(policy.model.__name__)
        else:
            conditions.append((entity == policy.model.__name__) & key.in_(select(rows.c.id).where(rule)))
    return or_(entity.in_(whole), *conditions)


def _involved(model: type[Governed], people: frozenset[int]) -> Select[tuple[int]]:
    ties = Involvement.__table__
    return select(ties.c.row_id).where(
        ties.c.entity == table_name(model.__name__), ties.c.employee_id.in_(sorted(people))
    )
