"""Scorecard: the approved targets of a period beside what was reached, and the weighted score of each person."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
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
from app.shared.text import Message

KPI_FIGURES = frozenset(str(metric) for metric in KpiMetric)


@dataclass(frozen=True)
class TargetLine:
    """One target: the figure and its records' group (`cell`), what was to be and what was reached."""

    period: str
    figure: Figure
    weight: Decimal
    target: Decimal
    actual: Value
    reached: Decimal | None
    points: Decimal | None
    cell: Mapping[str, Any]


@dataclass(frozen=True)
class Score:
    """The targets of a person, or of a department of a branch, and the score out of 100 that they make up.

    `weight`: how much of the whole, in percent, could be measured; where nothing could, there is no score.
    """

    who: str
    unit: str
    department: Message
    branch: str
    is_person: bool
    lines: tuple[TargetLine, ...]
    total: Decimal | None
    weight: Decimal


@dataclass(frozen=True)
class Scorecard:
    """`scores` best first, those without a score last."""

    scores: tuple[Score, ...]


def scorecard(principal: Principal, filters: Filters) -> Scorecard:
    """Return the scorecard of the targets that the reader may see; empty where the period is no month or quarter."""
    targets = _targets(principal, filters)
    if not targets:
        return Scorecard(())
    slugs = tuple(sorted({str(row.metric) for row in targets}))
    people, units = run(principal, Query(slugs, filters, by=("officer",)), Query(slugs, filters, by=("branch", "unit")))
    by_person = {row["officer"]: row for row in people.groups()}
    by_unit = {(row["branch"], row["unit"]): row for row in units.groups()}
    closest = _closest_periods(targets)
    lines: dict[Hashable, list[TargetLine]] = defaultdict(list)
    of: dict[Hashable, Any] = {}
    for row in targets:
        if row.period != closest[_whose(row)]:
            continue
        if row.employee_id is not None:
            cell: dict[str, Any] = {"officer": row.employee_id}
            found = by_person.get(row.employee_id)
        else:
            cell = {"branch": row.branch_id, "unit": row.unit}
            found = by_unit.get((row.branch_id, row.unit))
        measured = str(row.metric) not in people.meta.missing
        # By key and not by name: two people may be called the same.
        whose = tuple(cell.items())
        of[whose] = row
        lines[whose].append(_line(row, cell, found, measured=measured))
    scores = [_score(of[whose], tuple(own)) for whose, own in lines.items()]
    scores.sort(key=lambda each: (each.total is None, -(each.total or 0), each.who))
    return Scorecard(tuple(scores))


def _whose(row: Any) -> Hashable:
    return row.employee_id or (row.branch_id, row.unit)


def _closest_periods(targets: Sequence[Any]) -> dict[Hashable, str]:
    """Return the one period by which each person or department is measured.

    The first month of a quarter is both: targets of both together would make up twice the whole.
    """
    found: dict[Hashable, str] = {}
    for row in targets:
        # A quarter has the letter Q where a month has its digits.
        found[_whose(row)] = min(row.period, found.get(_whose(row), row.period))
    return found


def _targets(principal: Principal, filters: Filters) -> Sequence[Any]:
    names = period_names(filters.period.first, filters.period.last)
    if not names or not principal.may(KpiTarget, "read"):
        return ()
    target, person, branch = KpiTarget.__table__, Employee.__table__, Branch.__table__
    statement = (
        select(target, person.c.full_name, person.c.unit.label("own_unit"), branch.c.name.label("branch"))
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


def _line(row: Any, cell: dict[str, Any], found: Mapping[str, Any] | None, *, measured: bool) -> TargetLine:
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
    return TargetLine(row.period, figure, weight, target, actual, reached, gained, cell)


def _score(row: Any, lines: tuple[TargetLine, ...]) -> Score:
    is_person = row.employee_id is not None
    unit = str(row.own_unit if is_person else row.unit)
    known = [(line.weight, line.reached) for line in lines if line.reached is not None]
    return Score(
        who=str(row.full_name) if is_person else str(row.branch),
        unit=unit,
        department=choice_labels(Unit)[unit],
        branch=str(row.branch),
        is_person=is_person,
        lines=lines,
        total=score(known) if known else None,
        weight=sum((weight for weight, _ in known), start=Decimal(0)),
    )
