"""The inputs that a command asks for: its declared ones, and a reason where it needs one."""

from typing import Any

from app.lowcode.action import Action
from app.lowcode.screens.form import FactsForm
from app.shared.field import FieldFacts, FieldKind
from app.shared.text import msg

REASON = "reason"


def command_form(command: Action, typed: Any = None) -> FactsForm:
    """Return the form of a command's dialog, holding what was typed if it comes back."""
    facts = list(command.inputs)
    if command.needs_reason:
        facts.append(FieldFacts(msg("Reason"), name=REASON, kind=FieldKind.LONG_TEXT, required=True, max_length=1000))
    return FactsForm(facts, typed=typed)


def asks_something(command: Action) -> bool:
    """Tell whether the command needs its dialog before it can run."""
    return bool(command.inputs) or command.needs_reason
