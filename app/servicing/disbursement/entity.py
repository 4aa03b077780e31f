"""Disbursement: who requests, checks, approves, pays and reconciles a payout; five persons for one loan."""

from app.lowcode import Entity, Menu, Workflow, through
from app.security.roles import Role
from app.servicing.disbursement.model import Disbursement, DisbursementStatus
from app.shared.record import Governed


def loan_case(record: Governed) -> str:
    """Return the key that joins the duties of one loan, from its application on."""
    return f"application:{record.contract.application_id}"


ENTITY = Entity(
    Disbursement,
    "Disbursements",
    menu=Menu.SERVICING,
    icon="cash",
    access={
        Role.SALES: "read:own add:own",
        Role.TEAM_LEAD: "read:team",
        Role.RISK: "read",
        Role.MANAGER: "read",
        Role.CASHIER: "read",
        Role.ACCOUNTANT: "read",
        Role.AUDITOR: "read",
    },
    scope=through("contract_id"),
    workflow=Workflow(DisbursementStatus.REQUESTED, (), editable_in=(DisbursementStatus.REQUESTED,)),
    case=loan_case,
)
