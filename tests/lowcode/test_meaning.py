"""Every state that a screen may show has a meaning, and so its own look."""

from app.lowcode.meaning import STATE_FIELDS, meaning_of
from app.registry import ENTITIES
from app.shared.field import fields_of


def test_every_declared_state_has_a_meaning() -> None:
    fields = [(e.name, fields_of(e.model)[n]) for e in ENTITIES for n in STATE_FIELDS if n in fields_of(e.model)]
    without = [(name, state) for name, facts in fields for state in facts.choices if meaning_of(state) is None]
    assert without == [], "give these words a meaning in app/lowcode/meaning.py"


def test_what_waits_what_runs_and_what_ended_badly_differ() -> None:
    states = ("draft", "risk_check", "effective", "settled", "written_off", "cancelled")
    assert len({meaning_of(state) for state in states}) == len(states)
