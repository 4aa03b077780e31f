"""The runs of end of day: one row a closed day, one a range of contracts in it, one a contract that had to wait."""

import enum
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.lowcode import FieldKind, field, reference
from app.servicing.balance.columns import COLUMNS
from app.servicing.balance.model import ContractBalance
from app.shared.field import declared_facts, part
from app.shared.record import Governed
from app.shared.text import Message, msg

_TOTALS = tuple(
    replace(facts, name=column.name, kind=FieldKind.MONEY)
    for column in COLUMNS
    if (facts := declared_facts(ContractBalance.__dict__[column.name])) is not None
)
_DIFFERENCE = (
    replace(
        part("what", "What"),
        kind=FieldKind.CHOICE,
        choices={facts.name: facts.label for facts in _TOTALS}
        | {"entry": msg("Ledger entry"), "receipt": msg("Receipt")},
    ),
    part("record", "Record"),
    part("expected", "Should be", FieldKind.MONEY),
    part("found", "Is", FieldKind.MONEY),
)


class RunStatus(enum.StrEnum):
    """Every contract is first charged, then classified with its customer's others; then the day is closed.

    `stopped` is a day whose books do not balance: it stays open until somebody has looked and tries again.
    """

    CHARGING = "charging"
    CLASSIFYING = "classifying"
    CLOSING = "closing"
    CLOSED = "closed"
    STOPPED = "stopped"

    __labels__ = {"stopped": "Books do not balance"}


class Phase(enum.StrEnum):
    """The two passes over the contracts."""

    CHARGE = "charge"
    CLASSIFY = "classify"


class ChunkStatus(enum.StrEnum):
    """A chunk is one transaction: done, or not begun."""

    PENDING = "pending"
    DONE = "done"


class EndOfDayRun(Governed):
    """Closing of one business date; exactly one row a day, so that running it twice runs it once."""

    __prefix__ = "EOD"
    __title__ = ("business_date",)

    business_date: Mapped[date] = field("Business date", listed=True, filtered=True, unique=True)
    status: Mapped[RunStatus] = field("Status", listed=True, filtered=True, default=RunStatus.CHARGING)
    started_at: Mapped[datetime] = field("Started", listed=True)
    finished_at: Mapped[datetime | None] = field("Finished", listed=True)
    contracts: Mapped[int] = field("Contracts", listed=True, default=0)
    parked: Mapped[int] = field("Contracts left out", listed=True, default=0)
    differences: Mapped[list] = field(
        "What does not balance",
        help="Nothing is posted until it balances. Show this to who runs the system; then check the books again.",
        default=list,
        parts=_DIFFERENCE,
    )
    totals: Mapped[dict] = field("Totals of the balances at the close", default=dict, parts=_TOTALS)


class EndOfDayChunk(Governed):
    """The contracts `first_id` to `last_id` in one phase of a run, done in one transaction."""

    __prefix__ = "CHU"
    __table_args__ = (UniqueConstraint("run_id", "phase", "first_id"),)

    run_id: Mapped[int] = reference(EndOfDayRun, "Run", listed=True, index=False)
    phase: Mapped[Phase] = field("Phase", listed=True, filtered=True)
    first_id: Mapped[int] = field("First contract", listed=True)
    last_id: Mapped[int] = field("Last contract", listed=True)
    status: Mapped[ChunkStatus] = field("Status", listed=True, filtered=True, default=ChunkStatus.PENDING)
    contracts: Mapped[int] = field("Contracts", listed=True, default=0)
    finished_at: Mapped[datetime | None] = field("Finished", listed=True)


class ParkedContract(Governed):
    """A contract that end of day had to leave out on a day, and where it failed; the others were finished."""

    __prefix__ = "PRK"
    __table_args__ = (UniqueConstraint("run_id", "phase", "contract_id"),)

    run_id: Mapped[int] = reference(EndOfDayRun, "Run", listed=True, index=False)
    phase: Mapped[Phase] = field("Phase", listed=True)
    contract_id: Mapped[int] = reference("Contract", "Contract", listed=True)
    step: Mapped[Message] = field("Failed at", listed=True)
    error: Mapped[str] = field("Fault code", listed=True, help="Show this to who runs the system.")
