"""Products as the demo lender offers them."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.products.product.model import Product, ProductStatus
from app.security.acting import as_system
from app.shared.product_class import ProductClass


def product_facts(**facts: Any) -> dict[str, Any]:
    """Return an unsecured consumer loan of 5 to 100 million at 18 to 55 % a year."""
    return {
        "name": "Vay tiêu dùng tín chấp",
        "product_class": ProductClass.UNSECURED,
        "valid_from": date(2024, 1, 2),
        "amount_min": 5_000_000,
        "amount_max": 100_000_000,
        "term_min": 6,
        "term_max": 36,
        "rate_min_percent": Decimal(18),
        "rate_max_percent": Decimal(55),
    } | facts


def make_product(session: Session, **facts: Any) -> Product:
    """Add an approved product."""
    with as_system(session, "factory"):
        product = Product(**product_facts(**({"status": ProductStatus.APPROVED} | facts)))
        session.add(product)
        session.flush()
    return product
