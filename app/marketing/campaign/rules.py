"""What makes a campaign acceptable, and when it may be closed."""

from typing import Any

from app.shared.text import Message, msg


def dates_are_a_stretch(campaign: Any) -> tuple[str, Message] | None:
    """Refuse an end before the start."""
    if campaign.starts_on and campaign.ends_on and campaign.ends_on < campaign.starts_on:
        return "ends_on", msg("The last day cannot be before the first day.")
    return None


def outsourced_names_its_agency(campaign: Any) -> tuple[str, Message] | None:
    """Require the agency of a campaign that one runs."""
    if campaign.kind == "outsourced" and not (campaign.agency_id or campaign.agency):
        return "agency_id", msg("Choose the agency that runs the campaign.")
    return None


def costs_are_confirmed(campaign: Any) -> Message | None:
    """Refuse to close a campaign whose costs finance has not confirmed."""
    return None if campaign.costs_confirmed_at else msg("Finance must confirm the costs first.")


def costs_are_open(campaign: Any) -> Message | None:
    """Refuse to confirm costs twice."""
    return msg("The costs are confirmed already.") if campaign.costs_confirmed_at else None
