"""Customers and those around them."""

from datetime import date
from itertools import count
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app.parties.consent.model import Consent, ConsentMethod, ConsentPurpose
from app.parties.contact import Contact, Obligation, Relation
from app.parties.customer.model import Customer
from app.parties.partner.model import Partner, PartnerKind
from app.people.branch import Branch
from app.security.acting import as_system

_numbers = count(1)
Row = TypeVar("Row")


def a_phone(number: int) -> str:
    """Return a Viettel number that no other call with another number returns."""
    return f"+8498{number:07d}"


def customer_facts(**facts: Any) -> dict[str, Any]:
    """Return what a complete customer needs, branch and owner aside."""
    number = next(_numbers)
    return {
        "full_name": f"Trần Thị {number}",
        "born_on": date(1991, 5, 17),
        "id_no": f"079191{number:06d}",
        "phone": a_phone(number),
        "province": "TP. Hồ Chí Minh",
        "monthly_income": 11_000_000,
    } | facts


def make_customer(session: Session, branch: Branch, **facts: Any) -> Customer:
    """Add a customer of the branch."""
    return _add(session, Customer(branch_id=branch.id, **customer_facts(**facts)))


def make_contact(session: Session, customer: Customer, **facts: Any) -> Contact:
    """Add the customer's spouse as a reference."""
    own = {"name": "Lê Văn Nam", "relation": Relation.SPOUSE, "obligation": Obligation.NONE}
    return _add(session, Contact(customer_id=customer.id, **(own | facts)))


def consent_facts(**facts: Any) -> dict[str, Any]:
    """Return what a consent needs, its subject aside."""
    return {
        "purpose": ConsentPurpose.CREDIT_SCORING,
        "data_types": "Họ tên\nThu nhập\nLịch sử tín dụng",
        "source": "Đơn đề nghị vay vốn",
        "method": ConsentMethod.PAPER,
        "text_version": "2026-01",
    } | facts


def make_consent(session: Session, **facts: Any) -> Consent:
    """Add a consent; name its customer or lead."""
    return _add(session, Consent(**consent_facts(**facts)))


def make_partner(session: Session, branch: Branch, **facts: Any) -> Partner:
    """Add a car dealer."""
    own = {"name": "Ô tô Minh Đức", "kind": PartnerKind.DEALER, "tax_code": "0312345678"}
    return _add(session, Partner(branch_id=branch.id, **(own | facts)))


def _add(session: Session, row: Row) -> Row:
    with as_system(session, "factory"):
        session.add(row)
        session.flush()
    return row
