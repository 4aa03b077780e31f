"""Payment vouchers: requested by anyone who incurs a cost, checked, approved and paid by three persons."""

from app.lowcode import Entity, Menu, Workflow, owned
from app.security.roles import Role
from app.servicing.payment_voucher.model import PaymentVoucher, VoucherStatus

ENTITY = Entity(
    PaymentVoucher,
    "Payment vouchers",
    menu=Menu.SERVICING,
    icon="report-money",
    access={
        Role.SALES: "read:own add:own",
        Role.TEAM_LEAD: "read:own add:own",
        Role.MANAGER: "read",
        Role.CASHIER: "read",
        Role.ACCOUNTANT: "read add edit export",
        Role.MARKETING: "read:own add:own",
        Role.AUDITOR: "read",
    },
    scope=owned(),
    workflow=Workflow(VoucherStatus.DRAFT, (), editable_in=(VoucherStatus.DRAFT,)),
)
