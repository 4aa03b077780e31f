"""The screens of end of day: which days are closed, and what was left out."""

from app.lowcode import Entity, Menu, shared
from app.security.roles import Role
from app.servicing.end_of_day.model import EndOfDayChunk, EndOfDayRun, ParkedContract

_READERS = {
    Role.RISK: "read",
    Role.MANAGER: "read",
    Role.ACCOUNTANT: "read",
    Role.AUDITOR: "read",
    Role.ADMINISTRATOR: "read",
}

RUNS = Entity(
    EndOfDayRun,
    "End-of-day runs",
    menu=Menu.BOOKS,
    icon="moon",
    access=_READERS,
    scope=shared(),
    singular="End-of-day run",
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
