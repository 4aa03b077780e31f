"""What happens to a visit after its plan: the report."""

from datetime import date

from app.debt_collection.field_visit.model import FieldVisit, PersonMet


def report_visit(
    *,
    record: FieldVisit,
    met: str,
    feedback: str,
    next_strategy: str,
    next_visit_on: date | None,
    hardship: str | None,
    ability_score: int | None,
    cash_received: int | None,
) -> None:
    """Write the visit's report; cash received is posted by the cashier as a receipt of its own the same day."""
    record.met = PersonMet(met)
    record.feedback, record.hardship = feedback, hardship
    record.ability_score, record.cash_received = ability_score, cash_received
    record.next_visit_on, record.next_strategy = next_visit_on, next_strategy
