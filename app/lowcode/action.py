"""Actions: the named commands of an entity, each a word of its access table and a button on its page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.shared.field import FieldFacts, FieldKind
from app.shared.record import Governed
from app.shared.text import Message, msg

Guard = Callable[[Any], Message | None]


@dataclass(frozen=True)
class Action:
    """A command on one record.

    `name` is the word that access grants. `source` are the states in which it may run (any where empty),
    `target` the state it leads to. `run(record=…, **inputs)` is the operation, free to touch the record's own
    entity and those in `touches`. `guards` are pure: they take the record and return a reason to refuse, or None.
    `answers` makes it a question: it changes nothing, and those facts of what `run` returns are shown.
    `exceptional` is what few records ever need: those that could take it wait for nobody.
    `apart_from` names steps of the same case (`"application.submit"`) whose doers may not do this one.
    """

    name: str
    label: Message
    source: tuple[str, ...] = ()
    target: str | None = None
    run: Callable[..., Any] | None = None
    touches: tuple[type[Governed], ...] = ()
    inputs: tuple[FieldFacts, ...] = ()
    answers: tuple[FieldFacts, ...] = ()
    guards: tuple[Guard, ...] = ()
    apart_from: tuple[str, ...] = ()
    needs_reason: bool = False
    bulk: bool = False
    danger: bool = False
    exceptional: bool = False


def action(name: str, label: str, **facts: Any) -> Action:
    """Declare a command: `action("submit", "Submit", source=(DRAFT,), target=SUBMITTED, run=operations.submit)`."""
    return Action(name, msg(label), **facts)


def asks(
    name: str,
    label: str,
    kind: FieldKind = FieldKind.TEXT,
    *,
    required: bool = True,
    help: str = "",
    **facts: Any,
) -> FieldFacts:
    """Declare an input of an action, with the facts of a field."""
    return FieldFacts(msg(label), name=name, kind=kind, required=required, help=msg(help) if help else None, **facts)


@dataclass(frozen=True)
class Workflow:
    """The states of an entity: its status column, where a record starts, and where it may still be edited.

    `entered(record=…, before=…)` runs whenever a command has led to another state: the clock of a step, a message.
    """

    initial: str
    actions: tuple[Action, ...]
    editable_in: tuple[str, ...] = ()
    column: str = "status"
    closed: tuple[str, ...] = field(default=())
    entered: Callable[..., None] | None = None
