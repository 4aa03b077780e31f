"""Contracts: drafted by sales from the approved scheme, checked by three departments, approved, explained, signed."""

from typing import Any

from app.lowcode import Entity, FieldKind, Menu, Workflow, action, asks, owned
from app.lowcode.approval_step import ApprovalStep
from app.origination.application.duties import APPRAISING, SELLING, case_of
from app.origination.application.model import Application
from app.origination.application.operations import CLOSED_WITH_IT
from app.origination.scheme.model import Scheme
from app.parties.customer.model import Customer
from app.security.roles import Role
from app.servicing.balance.model import ContractBalance
from app.servicing.contract import operations
from app.servicing.contract.model import ON_THE_BOOKS, Contract
from app.servicing.contract.model import ContractStatus as State
from app.servicing.contract.rules import reminder_hours_are_lawful
from app.servicing.payoff import operations as payoff
from app.servicing.receipt.model import Channel, Receipt
from app.shared.field import choice_labels
from app.shared.text import Message, msg
from app.shared.upload import PAPER

_DRAFTING = ("contract.create", *SELLING)
_CHECKING = ("contract.check_business", "contract.check_risk", "contract.check_legal")
_BEFORE_SIGNING = (
    State.DRAFT,
    State.BUSINESS_CHECK,
    State.RISK_CHECK,
    State.LEGAL_CHECK,
    State.APPROVED,
    State.SENT,
    State.EXPLAINED,
)


def _is_acknowledged(contract: Any) -> Message | None:
    return None if contract.customer_acknowledged else msg("Explain the contract to the customer first.")


_CHECKS = (
    action(
        "check_business",
        "Business check passed",
        source=(State.DRAFT,),
        target=State.BUSINESS_CHECK,
        apart_from=_DRAFTING,
    ),
    action(
        "check_risk",
        "Risk clauses checked",
        source=(State.BUSINESS_CHECK,),
        target=State.RISK_CHECK,
        apart_from=(*_DRAFTING, "contract.check_business"),
    ),
    action(
        "check_legal",
        "Legality checked",
        source=(State.RISK_CHECK,),
        target=State.LEGAL_CHECK,
        # Not apart from `contract.edit`: to put a clause right is part of the lawyer's check.
        apart_from=(*_DRAFTING, "contract.check_business", "contract.check_risk"),
    ),
    action(
        "approve",
        "Approve",
        source=(State.LEGAL_CHECK,),
        target=State.APPROVED,
        run=operations.approve,
        touches=(ContractBalance,),
        apart_from=(*_DRAFTING, "contract.edit", *_CHECKING, *APPRAISING),
    ),
    action(
        "return",
        "Return to draft",
        source=(State.BUSINESS_CHECK, State.RISK_CHECK, State.LEGAL_CHECK),
        target=State.DRAFT,
        needs_reason=True,
    ),
)

_SIGNING = (
    action("send", "Send to the customer", source=(State.APPROVED,), target=State.SENT),
    action(
        "explain",
        "Explain to the customer",
        source=(State.SENT,),
        target=State.EXPLAINED,
        run=operations.explain,
        inputs=(
            asks(
                "points",
                "Points explained",
                FieldKind.LONG_TEXT,
                help="Rights, duties, rate, late interest, collection measures: one a line.",
            ),
            asks("acknowledged", "The customer confirmed", FieldKind.BOOLEAN),
        ),
    ),
    action(
        "sign",
        "Signed by both sides",
        source=(State.EXPLAINED,),
        target=State.SIGNED,
        run=operations.sign,
        inputs=(
            asks("signed_on", "Signed on", FieldKind.DATE),
            asks("document", "Signed contract", FieldKind.FILE, accepts=PAPER),
        ),
        guards=(_is_acknowledged,),
    ),
    action(
        "cancel",
        "Cancel",
        source=_BEFORE_SIGNING,
        target=State.CANCELLED,
        run=operations.cancel,
        touches=(Application, *CLOSED_WITH_IT),
        needs_reason=True,
        danger=True,
    ),
)

_ENDING = (
    action("request_termination", "Request termination", source=(State.SIGNED,), needs_reason=True, exceptional=True),
    action(
        "agree_termination_risk", "Agree to termination", source=(State.SIGNED,), needs_reason=True, exceptional=True
    ),
    action(
        "agree_termination_legal", "Agree to termination", source=(State.SIGNED,), needs_reason=True, exceptional=True
    ),
    action(
        "terminate",
        "Terminate",
        source=(State.SIGNED,),
        target=State.TERMINATED,
        run=operations.terminate,
        touches=(Application, Scheme, ApprovalStep),
        apart_from=operations.TERMINATION_STEPS,
        needs_reason=True,
        danger=True,
    ),
    action("propose_recall", "Propose recall", source=(State.EFFECTIVE,), needs_reason=True, exceptional=True),
    action(
        "agree_recall",
        "Agree to recall",
        source=(State.EFFECTIVE,),
        apart_from=("contract.propose_recall",),
        needs_reason=True,
        exceptional=True,
    ),
    action(
        "accelerate",
        "Recall the loan",
        source=(State.EFFECTIVE,),
        target=State.ACCELERATED,
        run=operations.accelerate,
        touches=(ApprovalStep,),
        apart_from=operations.RECALL_STEPS,
        needs_reason=True,
        danger=True,
    ),
    action("file_suit", "File a suit", source=(State.ACCELERATED,), target=State.IN_LITIGATION, needs_reason=True),
)

_ON = asks(
    "on",
    "Paid on",
    FieldKind.DATE,
    required=False,
    help="The day on which the money reaches us; today where left blank.",
)
_PAYOFF = (
    action(
        "payoff_quote",
        "Payoff quote",
        source=ON_THE_BOOKS,
        run=payoff.quote_asked,
        inputs=(_ON,),
        answers=(
            asks("overdue_and_due_principal", "Principal due and overdue", FieldKind.MONEY),
            asks("early_principal", "Principal not yet due", FieldKind.MONEY),
            asks("interest", "Interest to that day", FieldKind.MONEY),
            asks("overdue_interest", "Interest on overdue principal", FieldKind.MONEY),
            asks("late_interest", "Late interest on interest", FieldKind.MONEY),
            asks("fees", "Fees", FieldKind.MONEY),
            asks("early_repayment_fee", "Early-repayment fee", FieldKind.MONEY),
            asks("credit", "Less customer credit", FieldKind.MONEY),
            asks("total", "To pay", FieldKind.MONEY),
            asks("holds_on", "Holds for money of", FieldKind.DATE, help="As long as nothing else is paid before."),
        ),
    ),
    action(
        "draft_settlement",
        "Draft settlement receipt",
        source=ON_THE_BOOKS,
        run=payoff.draft_settlement,
        touches=(Receipt, Customer),
        inputs=(_ON, asks("channel", "Channel", FieldKind.CHOICE, choices=choice_labels(Channel))),
    ),
)

ENTITY = Entity(
    Contract,
    "Contracts",
    menu=Menu.SERVICING,
    icon="contract",
    access={
        Role.SALES: "read:own payoff_quote:own edit:own send:own explain:own sign:own cancel:own",
        Role.TEAM_LEAD: (
            "read:team payoff_quote:team edit:team check_business:team return:team request_termination:team"
        ),
        Role.APPRAISER: "read",
        Role.RISK: "read payoff_quote check_risk return agree_termination_risk propose_recall",
        Role.MANAGER: "read payoff_quote approve return cancel terminate accelerate",
        Role.LEGAL: "read edit check_legal return agree_termination_legal agree_recall file_suit",
        Role.CASHIER: "read payoff_quote draft_settlement",
        Role.ACCOUNTANT: "read payoff_quote",
        Role.COLLECTOR: "read:own payoff_quote:own",
        Role.FIELD_COLLECTOR: "read:own payoff_quote:own",
        Role.CARE: "read:own payoff_quote:own",
        Role.AUDITOR: "read",
        Role.DATA_STEWARD: "read",
    },
    scope=owned("customer_id"),
    rules=(reminder_hours_are_lawful,),
    actions=_PAYOFF,
    workflow=Workflow(
        initial=State.DRAFT,
        editable_in=(State.DRAFT, State.BUSINESS_CHECK, State.RISK_CHECK),
        closed=(State.SETTLED, State.TERMINATED, State.WRITTEN_OFF, State.CANCELLED),
        actions=(*_CHECKS, *_SIGNING, *_ENDING),
    ),
    case=case_of,
)
