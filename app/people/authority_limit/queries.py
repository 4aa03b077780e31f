"""Reading limits: what a person may decide on a day."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.people.authority_limit.model import Authority, AuthorityLimit, LimitStatus
from app.people.authority_limit.rules import covers, widest
from app.shared.errors import Denied
from app.shared.product_class import ProductClass
from app.shared.text import msg


def limit_of(
    session: Session, employee_id: int | None, role: Authority, product_class: ProductClass | None, on: date
) -> AuthorityLimit | None:
    """Return the widest limit in force for the person in that capacity on a day, or None.

    Limits without a product class count for every class; without a class asked, only those count.
    """
    found = session.scalars(
        select(AuthorityLimit).where(
            AuthorityLimit.employee_id == employee_id,
            AuthorityLimit.role == role,
            AuthorityLimit.status == LimitStatus.IN_FORCE,
            AuthorityLimit.valid_from <= on,
            or_(AuthorityLimit.valid_to.is_(None), AuthorityLimit.valid_to >= on),
            or_(AuthorityLimit.product_class.is_(None), AuthorityLimit.product_class == product_class),
        )
    )
    return widest(found)


def require_limit(
    session: Session,
    employee_id: int | None,
    role: Authority,
    amount: int,
    on: date,
    product_class: ProductClass | None = None,
) -> AuthorityLimit:
    """Return the person's limit that covers the amount (minor units); raises Denied where none does."""
    limit = limit_of(session, employee_id, role, product_class, on)
    if limit is None or not covers(limit, amount):
        raise Denied(msg("The amount is above your limit: someone with a higher limit must decide."))
    return limit
