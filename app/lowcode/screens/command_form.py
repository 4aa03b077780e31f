"""The inputs that a command asks for: its declared ones, and a reason where it needs one."""

from typing import Any

from app.lowcode.action import Action
from app.lowcode.screens.form import FactsForm
from app.shared.field import FieldFacts, FieldKind
from app.shared.text import msg

REASON = "reason"


def command_form(command: Action, typed: Any = None) -> FactsForm:
    """Return the form of a command's dialog, holding what was typed; an input called `reason` is the reason too."""
    facts = list(command.inputs)
    if command.needs_reason and REASON not in {f.name for f in facts}:
        facts.append(FieldFacts(msg("Reason"), name=REASON, kind=FieldKind.LONG_TEXT, required=True, max_length=1000))
    return FactsForm(facts, typed=typed)


def has_dialog(command: Action) -> bool:
    """Tell whether the command asks for something, or for a second thought, before it runs."""
    return bool(command.inputs or command.answers) or command.needs_reason or command.danger
