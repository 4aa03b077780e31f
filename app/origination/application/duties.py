"""Duties: the steps of a loan that may not be taken by one person, and the key that joins all its records."""

from typing import Any

SELLING = ("application.create", "application.submit", "application.submit_scheme", "scheme.create")
APPRAISING = (
    "appraisal.create",
    "appraisal.complete",
    "application.pass_desk",
    "application.pass_field",
    "application.waive_field",
)
SCORING = ("credit_assessment.score", "credit_assessment.override")
FIRST_REVIEW = ("application.approve_l1",)
RISK_REVIEW = ("application.approve_l2",)
DECIDING = ("application.approve_l3", "application.vote")


def case_of(record: Any) -> str:
    """Return the case of a record that belongs to an application; one loan is one case from request to recovery."""
    return f"application:{record.application_id}"
