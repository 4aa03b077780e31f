"""What happens to a visit after its plan: the report."""

from datetime import date

from app.debt_collection.field_visit.model import FieldVisit, PersonMet
from app.lowcode.files.keeping import kept
from app.security.acting import session_of
from app.shared.upload import Upload


def report_visit(
    *,
    record: FieldVisit,
    met: str,
    feedback: str,
    next_strategy: str,
    photo: Upload | None,
    next_visit_on: date | None,
    hardship: str | None,
    ability_score: int | None,
    cash_received: int | None,
) -> None:
    """Write the visit's report; cash received is posted by the cashier as a receipt of its own the same day."""
    record.met = PersonMet(met)
    record.photo_id = kept(session_of(record), photo)
    record.feedback, record.hardship = feedback, hardship
    record.ability_score, record.cash_received = ability_score, cash_received
    record.next_visit_on, record.next_strategy = next_visit_on, next_strategy
