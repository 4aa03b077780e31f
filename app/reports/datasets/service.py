"""Service: tickets resolved, in time or not, and how content the customers were."""

from typing import Any

from sqlalchemy import Select, case, func, select

from app.care.ticket.model import Ticket
from app.people.employee import Employee
from app.reports.dataset import Dataset
from app.reports.dimensions import BRANCH, MONTH, OFFICER, UNIT
from app.reports.engine import Reader
from app.reports.filters import Filters
from app.reports.measure import Better, Measure, Ratio, Total, Unit
from app.reports.sql_dates import day_of_instant
from app.reports.zone import business_zone
from app.shared.text import msg


def rows(_filters: Filters, _reader: Reader) -> Select[Any]:
    """Return one row a resolved ticket."""
    ticket, owner = Ticket.__table__, Employee.__table__
    in_time = (ticket.c.sla_due_at.is_(None)) | (ticket.c.resolved_at <= ticket.c.sla_due_at)
    return (
        select(
            ticket.c.id.label("record_id"),
            ticket.c.branch_id,
            ticket.c.owner_id,
            owner.c.unit,
            day_of_instant(ticket.c.resolved_at, business_zone()).label("day"),
            case((in_time, 1), else_=0).label("in_time"),
            case((ticket.c.satisfied.is_not(None), 1), else_=0).label("rated"),
            func.coalesce(ticket.c.satisfied, 0).label("points"),
        )
        .join_from(ticket, owner, owner.c.id == ticket.c.owner_id, isouter=True)
        .where(ticket.c.resolved_at.is_not(None))
    )


RESOLVED = Measure(
    "tickets_resolved",
    msg("Tickets resolved"),
    Unit.COUNT,
    msg("Tickets that were resolved in the period."),
    total=Total.RECORDS,
)
IN_TIME = Measure(
    "tickets_in_time",
    msg("Tickets in time"),
    Unit.COUNT,
    msg("Tickets resolved in the period before their answer was due."),
    total=Total.RECORDS,
    only=lambda c: c.in_time == 1,
    better=Better.HIGHER,
)
RATED = Measure(
    "tickets_rated",
    msg("Tickets rated"),
    Unit.COUNT,
    msg("Tickets resolved in the period for which the customer gave a score."),
    total=Total.RECORDS,
    only=lambda c: c.rated == 1,
)
POINTS = Measure(
    "satisfaction_points",
    msg("Satisfaction points"),
    Unit.COUNT,
    msg("The sum of the scores, 1 to 5, that customers gave."),
    expression=lambda c: c.points,
    only=lambda c: c.rated == 1,
)
COMPUTED = (
    Ratio(
        "satisfaction",
        msg("Satisfaction"),
        Unit.SCORE,
        msg("The mean of the scores, 1 to 5, that customers gave on tickets resolved in the period."),
        part="satisfaction_points",
        whole="tickets_rated",
        better=Better.HIGHER,
    ),
    Ratio(
        "timeliness",
        msg("Timeliness"),
        Unit.PERCENT,
        msg("Tickets resolved in time, divided by all that were resolved in the period."),
        part="tickets_in_time",
        whole="tickets_resolved",
        better=Better.HIGHER,
    ),
)
DATASET = Dataset(
    "service",
    Ticket,
    rows,
    dimensions=(MONTH, BRANCH, OFFICER, UNIT),
    measures=(RESOLVED, IN_TIME, RATED, POINTS),
    day="day",
)
