"""What makes an opportunity acceptable, and how likely each stage is."""

from decimal import Decimal
from typing import Any

from app.shared.text import Message, msg

PROBABILITY_PERCENT = {
    "new": Decimal(10),
    "consulting": Decimal(25),
    "quoted": Decimal(40),
    "docs": Decimal(60),
    "submitted": Decimal(80),
    "won": Decimal(100),
    "lost": Decimal(0),
}


def concerns_somebody(opportunity: Any) -> tuple[str, Message] | None:
    """Require a lead or a customer."""
    if opportunity.lead_id or opportunity.lead or opportunity.customer_id or opportunity.customer:
        return None
    return "customer_id", msg("Choose the customer or the lead.")


def has_a_customer(opportunity: Any) -> Message | None:
    """Refuse documents and application of somebody who is not a customer yet."""
    return None if opportunity.customer_id else msg("Convert the lead into a customer first.")
