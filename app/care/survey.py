"""Survey: the score a customer gives once a ticket is closed."""

from datetime import date

from sqlalchemy.orm import Mapped

from app.care.ticket.model import Ticket, TicketStatus
from app.lowcode import Entity, Menu, Record, field, reference, through
from app.security.roles import Role
from app.shared.column_types import LongText
from app.shared.text import Message, msg


class Survey(Record):
    """One answer a ticket."""

    ticket_id: Mapped[int] = reference(Ticket, "Ticket", listed=True, filtered=True, unique=True, searchable=True)
    score: Mapped[int] = field("Score (0-10)", listed=True, filtered=True, minimum=0, maximum=10)
    comment: Mapped[LongText | None] = field("Comment", lines=4)
    answered_on: Mapped[date] = field("Answered on", listed=True, filtered=True, today=True)

    ticket: Mapped[Ticket]


def ticket_is_closed(survey: Survey) -> tuple[str, Message] | None:
    """Refuse to ask before the matter is settled."""
    if survey.ticket is None or survey.ticket.status == TicketStatus.CLOSED:
        return None
    return "ticket_id", msg("Only a closed ticket is surveyed.")


ENTITY = Entity(
    Survey,
    "Surveys",
    menu=Menu.CARE,
    icon="star",
    access={
        Role.CARE: "read:own add:own edit:own export:own",
        Role.SALES: "read:own add:own",
        Role.TEAM_LEAD: "read:team",
    }
    | dict.fromkeys((Role.COLLECTOR, Role.FIELD_COLLECTOR), "read:own")
    | dict.fromkeys((Role.APPRAISER, Role.RISK, Role.MANAGER, Role.LEGAL, Role.AUDITOR, Role.DATA_STEWARD), "read"),
    scope=through("ticket_id"),
    rules=(ticket_is_closed,),
)
