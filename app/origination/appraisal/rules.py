"""What makes an appraisal complete and its result consistent with the checklist."""

from typing import Any

from app.shared.text import Message, msg

_CHECKLIST = ("identity_check", "residence_check", "income_check", "purpose_check", "vehicle_check")
_VISIT = ("visited_at", "gps", "photo_id", "met_person", "address_match")


def what_is_missing(appraisal: Any) -> dict[str, Message]:
    """Return field → message for everything without which the appraisal cannot be completed."""
    needed = (*_CHECKLIST, "result", "findings", *(_VISIT if appraisal.kind == "field" else ()))
    return {name: msg("Please fill in this field.") for name in needed if getattr(appraisal, name) in (None, "")}


def result_follows_from_checks(appraisal: Any) -> tuple[str, Message] | None:
    """Refuse to pass what failed a check, or an address that does not agree."""
    if appraisal.result != "pass":
        return None
    if any(getattr(appraisal, name) == "fail" for name in _CHECKLIST):
        return "result", msg("What fails a check cannot pass: choose fail or supplement.")
    if appraisal.kind == "field" and appraisal.address_match is False:
        return "result", msg("The address does not agree, so the visit cannot pass.")
    return None
