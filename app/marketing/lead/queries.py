"""Reading leads and those who work on them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.marketing.lead.model import OPEN, Lead, LeadStatus
from app.parties.customer.model import Customer
from app.people.employee import Employee, Unit


def open_lead_with(session: Session, phone: str) -> Lead | None:
    """Return the open lead of a telephone number, whoever owns it: ask as an operation or a system job."""
    same = Lead.phone.matches(Lead, phone)
    return session.scalars(select(Lead).where(same, Lead.status.in_(OPEN))).first()


def may_not_be_called(session: Session, phone: str) -> bool:
    """Tell whether the person asked, as a lead or as a customer, not to be called."""
    as_lead = select(Lead.id).where(Lead.phone.matches(Lead, phone), Lead.status == LeadStatus.DNC)
    as_customer = select(Customer.id).where(
        Customer.phone.matches(Customer, phone),
        Customer.do_not_call.is_(True),
    )
    return any(session.scalars(query).first() is not None for query in (as_lead, as_customer))


def pool_owner(session: Session, branch_id: int) -> Employee | None:
    """Return the head of the branch's sales people: the lead waits in this person's pool."""
    sellers = select(Employee.manager_id).where(
        Employee.branch_id == branch_id, Employee.unit.in_((Unit.SALES, Unit.TELESALES)), Employee.active.is_(True)
    )
    heads = select(Employee).where(Employee.id.in_(sellers), Employee.active.is_(True))
    return session.scalars(heads.order_by(Employee.id)).first()
