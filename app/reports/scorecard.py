"""Scorecard: the approved targets of a period beside what was reached, and the weighted score of each person."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.people.branch import Branch
from app.people.employee import Employee, Unit
from app.people.kpi_target.model import KpiMetric, KpiTarget, TargetStatus
from app.reports import catalog
from app.reports.engine import engine
from app.reports.filters import Filters
from app.reports.kpi_rules import achievement, period_names, points, score
from app.reports.measure import Figure, Value
from app.reports.result import Query
from app.reports.runner import run
from app.security.principal import Principal
from app.security.row_rule import row_rule
from app.shared.field import choice_labels

KPI_FIGURES = frozenset(str(metric) for metric in KpiMetric)


@dataclass(frozen=True)
class TargetLine:
    """One target: whose it is, the figure and its records' group (`cell`), what was to be and what was reached."""

    who: str
    period: str
    figure: Figure
    weight: Decimal
    target: Decimal
    actual: Value
    reached: Decimal | None
    points: Decimal | None
    cell: Mapping[str, Any]


@dataclass(frozen=True)
class Scorecard:
    """`lines` in the order of the ranking; `scores`: (who, score, weight in percent that could be measured)."""

    lines: tuple[TargetLine, ...]
    scores: tuple[tuple[str, Decimal, Decimal], ...]


def scorecard(principal: Principal, filters: Filters) -> Scorecard:
    """Return the scorecard of the targets that the reader may see; empty where the period is no month or quarter."""
    targets = _targets(principal, filters)
    if not targets:
        return Scorecard((), ())
    slugs = tuple(sorted({str(row.metric) for row in targets}))
    people, units = run(principal, Query(slugs, filters, by=("officer",)), Query(slugs, filters, by=("branch", "unit")))
    by_person = {row["officer"]: row for row in people.groups()}
    by_unit = {(row["branch"], row["unit"]): row for row in units.groups()}
    lines = []
    for row in targets:
        if row.employee_id is not None:
            cell: dict[str, Any] = {"officer": row.employee_id}
            found, who = by_person.get(row.employee_id), str(row.full_name)
        else:
            cell = {"branch": row.branch_id, "unit": row.unit}
            found, who = by_unit.get((row.branch_id, row.unit)), f"{choice_labels(Unit)[row.unit]} · {row.branch}"
        lines.append(_line(row, who, cell, found, measured=str(row.metric) not in people.meta.missing))
    return _ranked(lines)


def _targets(principal: Principal, filters: Filters) -> Sequence[Any]:
    names = period_names(filters.period.first, filters.period.last)
    if not names or not principal.may(KpiTarget, "read"):
        return ()
    target, person, branch = KpiTarget.__table__, Employee.__table__, Branch.__table__
    statement = (
        select(target, person.c.full_name, branch.c.name.label("branch"))
        .join_from(target, branch, branch.c.id == target.c.branch_id)
        .outerjoin(person, person.c.id == target.c.employee_id)
        .where(
            target.c.status == TargetStatus.APPROVED,
            target.c.period.in_(names),
            target.c.deleted_at.is_(None),
            row_rule(KpiTarget, principal),
        )
        .order_by(target.c.id)
    )
    chosen = {int(text) for text in filters.values("officer")}
    branches = {int(text) for text in filters.values("branch")}
    with engine().open() as reader:
        rows = reader.rows(statement)
    return [
        row for row in rows if (not chosen or row.employee_id in chosen) and (not branches or row.branch_id in branches)
    ]


def _line(row: Any, who: str, cell: dict[str, Any], found: Mapping[str, Any] | None, *, measured: bool) -> TargetLine:
    metric, slug = KpiMetric(row.metric), str(row.metric)
    figure = catalog.figure(slug)
    target = Decimal(row.target_whole) if row.target_whole is not None else Decimal(row.target_rate)
    weight = Decimal(row.weight_percent)
    # Nothing found of a count or an amount is a zero; of a rate it is no figure.
    actual: Value = found[slug] if found is not None else 0 if metric.is_whole and measured else None
    reached = None
    if actual is not None:
        reached = achievement(Decimal(actual), target, lower_is_better=metric.lower_is_better)
    gained = None if reached is None else points(weight, reached)
    return TargetLine(who, row.period, figure, weight, target, actual, reached, gained, cell)


def _ranked(lines: Sequence[TargetLine]) -> Scorecard:
    known: dict[str, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for line in lines:
        if line.reached is not None:
            known[line.who].append((line.weight, line.reached))
    scores = [(who, score(parts), sum((w for w, _ in parts), start=Decimal(0))) for who, parts in known.items()]
    scores.sort(key=lambda each: (-each[1], each[0]))
    rank = {who: number for number, (who, _, _) in enumerate(scores)}
    ordered = sorted(lines, key=lambda line: (rank.get(line.who, len(rank)), line.who))
    return Scorecard(tuple(ordered), tuple(scores))
