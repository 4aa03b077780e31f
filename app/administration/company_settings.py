"""Company settings: the company's row, policy parameters and holidays, and who may change them."""

from datetime import timedelta

from sqlalchemy import or_, select

from app.administration.closing import ask_for_end_of_day
from app.lowcode import Entity, Menu, Workflow, action, shared
from app.security.acting import current, session_of
from app.security.roles import Role
from app.shared.company import Company
from app.shared.holiday import Holiday
from app.shared.policy import PolicyParameter, PolicyStatus
from app.shared.text import Message, msg

_EVERYBODY = dict.fromkeys(Role, "read")


def approve_parameter(*, record: PolicyParameter) -> None:
    """Let the parameter count, and end the value it replaces the day before."""
    session = session_of(record)
    record.approved_by_id = current(session).reach.employee_id
    replaced = select(PolicyParameter).where(
        PolicyParameter.key == record.key,
        PolicyParameter.status == PolicyStatus.APPROVED,
        PolicyParameter.valid_from < record.valid_from,
        or_(PolicyParameter.valid_to.is_(None), PolicyParameter.valid_to >= record.valid_from),
    )
    for earlier in session.scalars(replaced):
        earlier.valid_to = record.valid_from - timedelta(days=1)


def validity_is_a_stretch(parameter: PolicyParameter) -> tuple[str, Message] | None:
    """Refuse an end before the beginning."""
    if parameter.valid_to is not None and parameter.valid_from and parameter.valid_to < parameter.valid_from:
        return "valid_to", msg("The last day cannot be before the first day.")
    return None


COMPANY = Entity(
    Company,
    "Company",
    menu=Menu.ORGANISATION,
    icon="building-bank",
    access=_EVERYBODY | {Role.ADMINISTRATOR: "read edit close_day", Role.ACCOUNTANT: "read close_day"},
    scope=shared(),
    actions=(action("close_day", "Close the business date", run=ask_for_end_of_day, danger=True),),
)

POLICY_PARAMETERS = Entity(
    PolicyParameter,
    "Policy parameters",
    menu=Menu.ORGANISATION,
    icon="adjustments",
    access=_EVERYBODY | {Role.RISK: "read add edit export", Role.MANAGER: "read approve retire"},
    scope=shared(),
    rules=(validity_is_a_stretch,),
    workflow=Workflow(
        initial=PolicyStatus.DRAFT,
        editable_in=(PolicyStatus.DRAFT,),
        actions=(
            action(
                "approve",
                "Approve",
                source=(PolicyStatus.DRAFT,),
                target=PolicyStatus.APPROVED,
                run=approve_parameter,
                apart_from=("policy_parameter.create", "policy_parameter.edit"),
            ),
            action(
                "retire",
                "Retire",
                source=(PolicyStatus.APPROVED,),
                target=PolicyStatus.RETIRED,
                needs_reason=True,
                danger=True,
            ),
        ),
    ),
    order="key",
)

HOLIDAYS = Entity(
    Holiday,
    "Holidays",
    menu=Menu.ORGANISATION,
    icon="calendar-off",
    access=_EVERYBODY | {Role.ADMINISTRATOR: "read add edit delete export"},
    scope=shared(),
    order="-day",
)
