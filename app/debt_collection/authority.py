"""The lead of collection: an authority limit of a collector, asked for where a second pair of eyes is due."""

from typing import Any

from app.people.authority_limit.model import Authority
from app.people.authority_limit.queries import limit_of
from app.security.acting import current, session_of
from app.shared.company import business_date
from app.shared.errors import Denied
from app.shared.record import Governed
from app.shared.text import msg


def require_collection_lead(*, record: Governed, **_inputs: Any) -> None:
    """Refuse everybody who is not a lead of collection today."""
    session = session_of(record)
    person = current(session).reach.employee_id
    if limit_of(session, person, Authority.COLLECTION_LEAD, None, business_date(session)) is None:
        raise Denied(msg("Only a lead of collection may do this."))
