"""What the templates of the screens call: labels of audited actions and values, and keys for their forms."""

from datetime import timedelta

from babel.dates import format_timedelta
from flask import Flask

from app.lowcode.idempotency import new_key
from app.lowcode.language import current_language
from app.lowcode.screens.display import Cell, state_cell
from app.lowcode.screens.json_value import told
from app.lowcode.subject import command_label
from app.shared.text import Message
from app.shared.upload import SIZE_MAX


def add_filters(app: Flask) -> None:
    """Make them known to the templates."""
    app.jinja_env.filters.update(
        action_label=command_label, age=age, audited=told, state_cell=badge, translated=translated
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
