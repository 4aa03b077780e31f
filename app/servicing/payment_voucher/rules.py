"""Pure rules of payment vouchers."""

from typing import Any

from app.shared.text import Message, msg


def refund_names_its_contract(voucher: Any) -> tuple[str, Message] | None:
    """Require the contract whose credit is refunded."""
    if voucher.category == "refund" and voucher.contract_id is None and voucher.contract is None:
        return "contract_id", msg("Choose the contract whose credit is refunded.")
    return None


def campaign_names_its_cost(voucher: Any) -> tuple[str, Message] | None:
    """Require the cost line that a campaign's voucher pays."""
    if voucher.category == "campaign" and voucher.campaign_cost_id is None and voucher.campaign_cost is None:
        return "campaign_cost_id", msg("Choose the campaign cost that is paid.")
    return None
