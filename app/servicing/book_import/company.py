"""Making an empty company the foreign book's own: its currency, its day, its branch, product and parameters."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.branch import Branch
from app.products.product.model import Product, ProductStatus
from app.servicing.book_import.mapping import Mapping
from app.servicing.book_import.row import AMOUNT_MAX, FIRST_DAY, RATE_MAX, TERM_MAX
from app.shared.company import ensure_company
from app.shared.policy import PolicyParameter, PolicyStatus
from app.shared.product_class import ProductClass

_UNITS = {"days_past_due.tolerance": "minor unit"}


@dataclass(frozen=True)
class Place:
    """Where the book's loans are put; ids, since the session forgets its rows chunk by chunk."""

    branch_id: int
    product_id: int


def prepare_company(session: Session, mapping: Mapping) -> Place:
    """Set the company up for the book and return where its loans belong."""
    company = ensure_company(session)
    company.name, company.lender_type = mapping.name, mapping.lender_type
    company.currency, company.currency_exponent = mapping.currency.code, mapping.currency.exponent
    company.business_date = mapping.as_of
    for key, value in mapping.policies.items():
        session.add(_parameter(key, value, mapping))
    branch = session.scalars(select(Branch).where(Branch.parent_id.is_(None))).first()
    if branch is None:
        branch = Branch(name="Head office")
        session.add(branch)
    product = _product(mapping)
    session.add(product)
    session.flush()
    return Place(branch.id, product.id)


def _parameter(key: str, value: str, mapping: Mapping) -> PolicyParameter:
    return PolicyParameter(
        key=key,
        value=value,
        unit=_UNITS.get(key, "day past due"),
        source=mapping.name,
        valid_from=mapping.policy_from,
        status=PolicyStatus.APPROVED,
    )


def _product(mapping: Mapping) -> Product:
    """Return the one product of the book, with bands wide enough for every loan that the reader lets pass."""
    scale = 10**mapping.currency.exponent
    return Product(
        name=mapping.product_name,
        product_class=ProductClass.UNSECURED,
        status=ProductStatus.APPROVED,
        valid_from=FIRST_DAY,
        amount_min=1,
        amount_max=AMOUNT_MAX * scale,
        term_min=1,
        term_max=TERM_MAX,
        rate_min_percent=0,
        rate_max_percent=RATE_MAX,
        rounding_unit=mapping.instalment_unit,
    )
