"""Disbursement: who requests, checks, approves, pays and reconciles a payout; five persons for one loan."""

from app.lowcode import Entity, Menu, Workflow, action, asks, through
from app.origination.application.model import Application
from app.parties.customer.model import Customer
from app.security.roles import Role
from app.servicing.contract.model import Contract
from app.servicing.disbursement import operations
from app.servicing.disbursement.model import Disbursement
from app.servicing.disbursement.model import DisbursementStatus as State
from app.servicing.disbursement.rules import account_is_the_payees
from app.shared.record import Governed

_REQUEST = ("disbursement.create", "disbursement.edit")
_CHECK, _APPROVE = "disbursement.check", "disbursement.approve"
_PAY, _CONFIRM = "disbursement.pay", "disbursement.confirm"
# The case key reads the contract, so every step reaches it.
_TOUCHES = (Contract, Application, Customer)


def loan_case(record: Governed) -> str:
    """Return the key that joins the duties of one loan, from its application on."""
    return f"application:{record.contract.application_id}"


_STEPS = (
    action(
        "check",
        "Check",
        source=(State.REQUESTED,),
        target=State.CHECKED,
        run=operations.check,
        touches=_TOUCHES,
        apart_from=_REQUEST,
    ),
    action(
        "approve",
        "Approve",
        source=(State.CHECKED,),
        target=State.APPROVED,
        touches=_TOUCHES,
        apart_from=(*_REQUEST, _CHECK),
    ),
    action(
        "pay",
        "Pay out",
        source=(State.APPROVED,),
        target=State.PAID,
        run=operations.pay,
        touches=_TOUCHES,
        apart_from=(*_REQUEST, _CHECK, _APPROVE),
    ),
    action(
        "confirm",
        "Confirm",
        source=(State.PAID,),
        target=State.CONFIRMED,
        run=operations.confirm,
        touches=_TOUCHES,
        inputs=(asks("bank_ref", "Bank reference"),),
    ),
    action(
        "reconcile",
        "Reconcile",
        source=(State.CONFIRMED,),
        target=State.RECONCILED,
        touches=_TOUCHES,
        apart_from=(*_REQUEST, _CHECK, _APPROVE, _PAY, _CONFIRM),
    ),
    action(
        "return",
        "Return",
        source=(State.CHECKED, State.APPROVED),
        target=State.REQUESTED,
        touches=_TOUCHES,
        needs_reason=True,
    ),
    action(
        "cancel",
        "Cancel",
        source=(State.REQUESTED,),
        target=State.CANCELLED,
        touches=_TOUCHES,
        needs_reason=True,
        danger=True,
    ),
)

ENTITY = Entity(
    Disbursement,
    "Disbursements",
    menu=Menu.SERVICING,
    icon="cash",
    access={
        Role.SALES: "read:own add:own edit:own cancel:own",
        Role.TEAM_LEAD: "read:team",
        Role.RISK: "read",
        Role.MANAGER: "read approve return",
        Role.CASHIER: "read pay confirm reveal",
        Role.ACCOUNTANT: "read check reconcile return reveal",
        Role.AUDITOR: "read",
    },
    scope=through("contract_id"),
    rules=(account_is_the_payees,),
    workflow=Workflow(
        State.REQUESTED, _STEPS, editable_in=(State.REQUESTED,), closed=(State.RECONCILED, State.CANCELLED)
    ),
    case=loan_case,
)
