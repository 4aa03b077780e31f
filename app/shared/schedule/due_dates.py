"""Due dates: the contract's day each period, month end where a month lacks it, and a first period not too short."""

from datetime import date, timedelta

from app.shared.months import add_months, on_day_of_month
from app.shared.schedule.terms import LAST_DUE_DATE, PeriodUnit, Terms, TermsError
from app.shared.text import msg

_DAYS = {PeriodUnit.DAY: 1, PeriodUnit.WEEK: 7}


def due_dates(terms: Terms) -> list[date]:
    """Return the `terms.periods` due dates, strictly increasing; raises TermsError past the year 2299."""
    first = first_due_date(terms)
    every, unit = terms.frequency.every, terms.frequency.unit
    try:
        if unit is PeriodUnit.MONTH:
            anchor = anchor_day(terms)
            dates = [add_months(first, every * k, anchor) for k in range(terms.periods)]
        else:
            dates = [first + timedelta(days=_DAYS[unit] * every * k) for k in range(terms.periods)]
    except (OverflowError, ValueError):
        dates = []
    if not dates or dates[-1] > LAST_DUE_DATE:
        raise TermsError("periods", msg("as many as end by {last}", last=LAST_DUE_DATE))
    return dates


def first_due_date(terms: Terms) -> date:
    """Return the first due date: as given, else from the wished due day, else one period after disbursement."""
    if terms.first_due_on:
        return terms.first_due_on
    if terms.due_day:
        return _first_on_due_day(terms, terms.due_day)
    every, unit = terms.frequency.every, terms.frequency.unit
    if unit is PeriodUnit.MONTH:
        return add_months(terms.disbursed_on, every)
    return terms.disbursed_on + timedelta(days=_DAYS[unit] * every)


def anchor_day(terms: Terms) -> int:
    """Return the day of the month to which due dates return after a shorter month.

    A first due date that is only the contract day cut to month end (31 January, 28 February) keeps the contract day, so
    that stating the date that would follow anyway changes nothing.
    """
    if terms.due_day and not terms.first_due_on:
        return terms.due_day
    day = terms.disbursed_on.day
    if terms.first_due_on and terms.first_due_on != on_day_of_month(terms.first_due_on, day):
        return terms.first_due_on.day
    return day


def _first_on_due_day(terms: Terms, due_day: int) -> date:
    """Return the next `due_day` after disbursement plus the periods' further months, moved on while too near."""
    due = on_day_of_month(terms.disbursed_on, due_day)
    months = terms.frequency.every - 1 + (1 if due <= terms.disbursed_on else 0)
    due = add_months(due, months, due_day)
    if (due - terms.disbursed_on).days < terms.shortest_first_period_days:
        due = add_months(due, 1, due_day)
    return due
