"""Converting a lead: the person becomes a customer, the need an opportunity."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.marketing.campaign.model import Channel
from app.marketing.lead.model import Lead
from app.marketing.opportunity.model import Opportunity
from app.parties.customer.model import Customer
from app.security.acting import current, session_of
from app.security.principal import Kind, Principal
from app.security.row_rule import reaches
from app.shared.errors import Conflict
from app.shared.field import choice_labels
from app.shared.text import msg


def convert(
    *, record: Lead, born_on: date | None = None, id_no: str | None = None, expected_close_on: date
) -> Opportunity:
    """Make the customer, or find the one with the same identity number, and open an opportunity.

    Raises Conflict where that customer is looked after by somebody whose customers the user may not see.
    """
    session = session_of(record)
    if id_no:
        record.id_no = id_no
    customer = _known_customer(session, record) or _new_customer(session, record, born_on)
    record.customer_id = customer.id
    opportunity = Opportunity(
        branch_id=record.branch_id,
        owner_id=record.owner_id,
        lead_id=record.id,
        customer_id=customer.id,
        product_id=record.need_product_id,
        amount=record.need_amount,
        expected_close_on=expected_close_on,
    )
    session.add(opportunity)
    session.flush()
    return opportunity


def _known_customer(session: Session, lead: Lead) -> Customer | None:
    if not lead.id_no:
        return None
    same = Customer.id_no.matches(Customer, lead.id_no)
    customer = session.scalars(select(Customer).where(same)).first()
    if customer is not None and not _sees(session, current(session), customer.id):
        raise Conflict(msg("This person is already a customer of a colleague: ask your team lead to hand them over."))
    return customer


def _sees(session: Session, actor: Principal, customer_id: int) -> bool:
    """Tell whether the person behind the operation may see the customer; the operation itself sees all."""
    if actor.kind is Kind.SYSTEM or actor.user_id is None:
        return True
    person = Principal(Kind.USER, actor.name, actor.user_id, actor.roles, actor.reach, actor.grants)
    return reaches(session, person, Customer, "read", customer_id)


def _new_customer(session: Session, lead: Lead, born_on: date | None) -> Customer:
    customer = Customer(
        full_name=lead.full_name,
        phone=lead.phone,
        id_no=lead.id_no,
        born_on=born_on,
        province=lead.province,
        acquisition_source=choice_labels(Channel)[lead.source],
        branch_id=lead.branch_id,
        owner_id=lead.owner_id,
    )
    session.add(customer)
    session.flush()
    return customer
