"""What makes a lead acceptable, and what it must have before it moves on."""

import re
from datetime import datetime
from typing import Any

from app.shared.text import Message, msg

_MOBILE = re.compile(r"\+84(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}")


def phone_is_mobile(lead: Any) -> tuple[str, Message] | None:
    """Require a Vietnamese mobile number in international form."""
    if not _MOBILE.fullmatch(lead.phone):
        return "phone", msg("This is not a Vietnamese mobile number; write it as 0912 345 678.")
    return None


def need_is_known(lead: Any) -> Message | None:
    """Refuse to qualify a lead of whom nobody knows what they want."""
    if lead.need_product_id is None or lead.need_amount is None:
        return msg("Fill in the product and the amount wanted first.")
    return None


def touch(at: datetime, channel: str, campaign_id: int | None) -> dict[str, Any]:
    """Return one marketing contact as the lead's list keeps it."""
    return {"at": at.isoformat(), "channel": str(channel), "campaign_id": campaign_id}
