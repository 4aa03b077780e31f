"""Risk snapshot: how a contract stood at the end of a day, written once by end of day."""

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.lowcode import Entity, Menu, PostedRecord, field, reference, through
from app.people.branch import Branch
from app.security.roles import Role
from app.servicing.balance.model import CnClass
from app.servicing.classification.ageing import Bucket
from app.servicing.contract.model import Contract
from app.shared.column_types import Money


class RiskSnapshot(PostedRecord):
    """One row a contract and day while it is on the books; figures at fixed dates are read from here."""

    __prefix__ = "SNP"
    __table_args__ = (UniqueConstraint("contract_id", "day"), Index("ix_risk_snapshot_day", "day"))

    contract_id: Mapped[int] = reference(Contract, "Contract", listed=True, filtered=True, index=False)
    branch_id: Mapped[int] = reference(Branch, "Branch", filtered=True, index=False)
    day: Mapped[date] = field("Day", listed=True, filtered=True)
    days_past_due: Mapped[int] = field("Days past due", listed=True, filtered=True)
    bucket: Mapped[Bucket] = field("Bucket", listed=True, filtered=True)
    debt_group: Mapped[int] = field("Debt group", listed=True, filtered=True)
    cn_class: Mapped[CnClass] = field("Five-category class", filtered=True)
    principal: Mapped[Money] = field("Principal", listed=True)
    principal_overdue: Mapped[Money] = field("Principal overdue", listed=True)
    interest: Mapped[Money] = field("Interest owed", help="In-term, overdue and late interest, suspended included.")
    provision_specific: Mapped[Money] = field("Specific provision", listed=True)
    provision_general: Mapped[Money] = field("General provision", listed=True)

    contract: Mapped[Contract]


ENTITY = Entity(
    RiskSnapshot,
    "Risk snapshots",
    menu=Menu.BOOKS,
    icon="camera",
    access={
        Role.SALES: "read:own",
        Role.TEAM_LEAD: "read:team",
        Role.APPRAISER: "read",
        Role.RISK: "read export",
        Role.MANAGER: "read",
        Role.ACCOUNTANT: "read",
        Role.COLLECTOR: "read:own",
        Role.FIELD_COLLECTOR: "read:own",
        Role.CARE: "read:own",
        Role.AUDITOR: "read",
        Role.DATA_STEWARD: "read",
    },
    scope=through("contract_id"),
    order="-day",
)
