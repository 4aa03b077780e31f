"""What the templates of the screens call: labels of audited actions and values, and keys for their forms."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_timedelta
from flask import Flask

from app.lowcode.entity import Entity
from app.lowcode.idempotency import new_key
from app.lowcode.language import current_language, money, shown
from app.lowcode.screens.conflict import Entry
from app.lowcode.screens.display import Cell, state_cell
from app.shared.field import FieldFacts, FieldKind
from app.shared.text import Message, msg
from app.shared.upload import SIZE_MAX

_ACTIONS: dict[str, Message] = {
    "add": msg("added this record"),
    "edit": msg("changed it"),
    "delete": msg("deleted it"),
    "reveal": msg("revealed a masked value"),
    "open": msg("opened a file"),
    "export": msg("exported it"),
}


def add_filters(app: Flask) -> None:
    """Make them known to the templates."""
    app.jinja_env.filters.update(
        action_label=action_label, age=age, audited=audited, state_cell=badge, translated=translated
    )
    app.jinja_env.globals.update(new_form_key=new_key, largest_file=SIZE_MAX)


def translated(text: str) -> str:
    """Return a declared text in the reader's language; Jinja's own `_()` would take a `%` in it for a format."""
    return str(Message(text))


def badge(label: Message, state: str) -> Cell:
    """Return the badge of a state that stands alone, outside a record."""
    return state_cell(str(label), state)


def age(length: timedelta) -> str:
    """Return a length of time in one unit of the reader's language: `3 days`."""
    return format_timedelta(length, threshold=1, locale=current_language())


def action_label(entry: Entry, entity: Entity) -> str:
    """Return what an audited action is called: the command's own label where it is one."""
    name = entry.action.rpartition(".")[2]
    command = entity.commands.get(name)
    return str(command.label if command else _ACTIONS.get(name, name))


def audited(facts: FieldFacts, value: Any, names: Mapping[tuple[str, int], str] | None = None) -> str:
    """Return a value out of the audit, which holds plain JSON, as the reader of this request would see it.

    A reference is called by the name in `names`, else by its number.
    """
    if value is None or value == "":
        return "–"
    if facts.target:
        return (names or {}).get((facts.target, value), str(value))
    if facts.kind is FieldKind.CHOICE:
        return str(facts.choices.get(str(value), value))
    if facts.kind is FieldKind.FILE:
        return str(msg("file no. {number}", number=value))
    if facts.mask or facts.secret:
        return str(value)
    if facts.kind is FieldKind.MONEY and isinstance(value, int):
        return money(value)
    if facts.kind in (FieldKind.DATE, FieldKind.TIMESTAMP):
        parse = date.fromisoformat if facts.kind is FieldKind.DATE else datetime.fromisoformat
        return shown(parse(str(value)))
    return shown(value)
