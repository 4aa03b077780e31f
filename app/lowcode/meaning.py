"""What the states of all workflows mean to a reader: the one place that gives a state its colour and its mark."""

import enum
from collections.abc import Mapping

from app.shared.text import Message, msg


class Meaning(enum.StrEnum):
    """What a record in this state is doing; screens have one look for each."""

    NEW = "new"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    ENDED = "ended"


MEANING_LABELS: Mapping[Meaning, Message] = {
    Meaning.NEW: msg("Not started yet"),
    Meaning.WAITING: msg("Waits for somebody's next step"),
    Meaning.RUNNING: msg("In force or under way"),
    Meaning.DONE: msg("Done"),
    Meaning.REFUSED: msg("Refused, failed or in trouble"),
    Meaning.ENDED: msg("Ended"),
}

_WORDS: Mapping[Meaning, str] = {
    Meaning.NEW: "draft new planned requested offered scheduled pre_due pending docs",
    Meaning.WAITING: """submitted checked finance_check business_check risk_check legal_check desk_review field_review
        needs_documents credit_analysis scheme_draft l1_business_review l2_risk_review l3_decision contracting sent
        explained signed paused waiting_customer reopened missing received due partial hard field reported open quoted
        assigned""",
    Meaning.RUNNING: """running active given in_force effective in_progress contacting contacted consulting qualified
        soft checked_in registered charging classifying closing""",
    Meaning.DONE: """approved completed verified scored posted paid confirmed reconciled booked settled disbursed won
        converted kept resolved closed reviewed released done rescheduled""",
    Meaning.REFUSED: """rejected broken no_show written_off accelerated in_litigation seized overdue legal recovery
        suspended lost unqualified dnc stopped""",
    Meaning.ENDED: """ended cancelled called_off expired superseded withdrawn retired revoked terminated waived
        duplicate""",
}
_MEANINGS = {word: meaning for meaning, words in _WORDS.items() for word in words.split()}
STATE_FIELDS = ("status", "stage")


def meaning_of(state: str) -> Meaning | None:
    """Return what a state means; None for a word that nobody has given a meaning yet."""
    return _MEANINGS.get(state)
