"""The screens of end of day: which days are closed, and what was left out."""

from app.extensions import enqueue_after_commit
from app.lowcode import Entity, Menu, Workflow, action, shared
from app.security.acting import session_of
from app.security.roles import Role
from app.servicing.end_of_day.model import EndOfDayChunk, EndOfDayRun, ParkedContract, RunStatus

_READERS = {
    Role.RISK: "read",
    Role.MANAGER: "read",
    Role.ACCOUNTANT: "read",
    Role.AUDITOR: "read",
    Role.ADMINISTRATOR: "read",
}


def check_again(*, record: EndOfDayRun) -> None:
    """Send the job that takes a stopped run on: the books are checked again, and the day closed where they balance."""
    enqueue_after_commit("end_of_day", session=session_of(record))


RUNS = Entity(
    EndOfDayRun,
    "End-of-day runs",
    menu=Menu.BOOKS,
    icon="moon",
    access=_READERS | {Role.ACCOUNTANT: "read check_again", Role.ADMINISTRATOR: "read check_again"},
    scope=shared(),
    singular="End-of-day run",
    workflow=Workflow(
        initial=RunStatus.CHARGING,
        closed=(RunStatus.CLOSED,),
        actions=(action("check_again", "Check the books again", source=(RunStatus.STOPPED,), run=check_again),),
    ),
)
CHUNKS = Entity(
    EndOfDayChunk,
    "End-of-day parts",
    menu=Menu.BOOKS,
    icon="stack-2",
    access=_READERS,
    scope=shared(),
    singular="End-of-day part",
)
PARKED = Entity(
    ParkedContract,
    "Contracts left out",
    menu=Menu.BOOKS,
    icon="alert-triangle",
    access={role: words for role, words in _READERS.items() if role != Role.ADMINISTRATOR},
    scope=shared(),
    singular="Contract left out",
)
