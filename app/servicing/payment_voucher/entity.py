"""Payment vouchers: requested by anyone who incurs a cost, checked, approved and paid by three persons."""

from app.lowcode import Entity, Menu, Workflow, action, asks, owned
from app.security.roles import Role
from app.servicing.contract.model import Contract
from app.servicing.payment_voucher import operations
from app.servicing.payment_voucher.model import PaymentVoucher
from app.servicing.payment_voucher.model import VoucherStatus as State
from app.servicing.payment_voucher.rules import campaign_names_its_cost, refund_names_its_contract

_WRITE, _CHECK = ("payment_voucher.create", "payment_voucher.edit"), "payment_voucher.check"
_APPROVE, _PAY = "payment_voucher.approve", "payment_voucher.pay"
_STEPS = (
    action("check", "Check", source=(State.DRAFT,), target=State.CHECKED, apart_from=_WRITE),
    action("approve", "Approve", source=(State.CHECKED,), target=State.APPROVED, apart_from=(*_WRITE, _CHECK)),
    action(
        "pay",
        "Pay",
        source=(State.APPROVED,),
        target=State.PAID,
        run=operations.pay,
        touches=(Contract,),
        inputs=(asks("bank_ref", "Bank reference", required=False, help="For a transfer."),),
        apart_from=(*_WRITE, _CHECK, _APPROVE),
    ),
    action("book", "Book", source=(State.PAID,), target=State.BOOKED, apart_from=(_PAY,)),
    action("return", "Return", source=(State.CHECKED, State.APPROVED), target=State.DRAFT, needs_reason=True),
    action("cancel", "Cancel", source=(State.DRAFT,), target=State.CANCELLED, needs_reason=True, danger=True),
)

ENTITY = Entity(
    PaymentVoucher,
    "Payment vouchers",
    menu=Menu.SERVICING,
    icon="report-money",
    access={
        Role.SALES: "read:own add:own edit:own cancel:own",
        Role.TEAM_LEAD: "read:own add:own edit:own cancel:own",
        Role.MANAGER: "read approve return",
        Role.CASHIER: "read pay",
        Role.ACCOUNTANT: "read add edit check book return cancel export",
        Role.MARKETING: "read:own add:own edit:own cancel:own",
        Role.AUDITOR: "read",
    },
    scope=owned(),
    rules=(refund_names_its_contract, campaign_names_its_cost),
    workflow=Workflow(State.DRAFT, _STEPS, editable_in=(State.DRAFT,), closed=(State.BOOKED, State.CANCELLED)),
)
