"""Cells: how a value looks on a list, a record page and in an export; masks are applied here and nowhere later."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import url_for
from sqlalchemy.orm import object_session

from app.lowcode.catalog import entity_of, known
from app.lowcode.language import money, shown
from app.lowcode.meaning import MEANING_LABELS, STATE_FIELDS, Meaning, meaning_of
from app.lowcode.screens.json_value import changes_of, parts_of, references_in
from app.lowcode.screens.naming import name_of, names_of
from app.lowcode.subject import address_of, is_about_another, told_of
from app.security.masking import masked
from app.security.principal import Principal
from app.shared.field import FieldFacts, FieldKind
from app.shared.record import Governed
from app.shared.text import Message, msg

_RATE_DECIMALS = 3  # rates are agreed in thousandths; what was computed is stored finer than anybody reads
_NUMERIC = (FieldKind.INTEGER, FieldKind.MONEY, FieldKind.PERCENT, FieldKind.NUMBER)


@dataclass(frozen=True)
class Cell:
    """One value ready to be shown; `raw` is what an export writes (numbers and dates stay numbers and dates)."""

    text: str
    raw: Any = None
    css: str = ""
    href: str = ""
    is_masked: bool = False
    meaning: Meaning | None = None  # of a state: its badge has the colour and the mark of it
    title: str = ""  # what a pointer or a screen reader is told beside the text
    parts: Any = None  # a JSON value, drawn as a small table or list


def cell(record: Governed, facts: FieldFacts, principal: Principal, *, revealed: bool = False) -> Cell:
    """Return the record's field as the principal may see it: masked unless `revealed`."""
    value = getattr(record, facts.name)
    if value is None or value in ("", [], {}):
        return Cell("", css=css_of(facts))
    if facts.kind is FieldKind.FILE:
        return _file(record, facts)
    if facts.mask and not revealed:
        text = masked(value, facts.mask)
        return Cell(str(text), raw=str(text), is_masked=True)
    if facts.kind is FieldKind.REFERENCE:
        return _reference(record, facts, principal)
    if facts.kind is FieldKind.JSON:
        return _json(record, facts, value, principal)
    if is_about_another(facts):
        text = told_of(record, facts)
        return Cell(text, raw=text, href=address_of(record, facts, principal))
    return _plain(facts, value)


def _plain(facts: FieldFacts, value: Any) -> Cell:
    """Return the cell of a value that needs nothing but itself."""
    if facts.kind is FieldKind.CHOICE:
        plain = str(getattr(value, "value", value))
        label = str(facts.choices.get(plain, plain))
        return state_cell(label, plain) if facts.name in STATE_FIELDS else Cell(label, raw=label)
    if facts.kind is FieldKind.MONEY:
        return Cell(money(value), raw=value, css="num")
    if facts.kind is FieldKind.PERCENT:
        return Cell(f"{shown(round(value, _RATE_DECIMALS))}\u00a0%", raw=value, css="num")
    if facts.kind is FieldKind.NUMBER:
        value = Decimal(value)
    elif isinstance(value, Message):
        value = str(value)
    return Cell(shown(value) + (f" {Message(facts.unit)}" if facts.unit else ""), raw=value, css=css_of(facts))


def css_of(facts: FieldFacts) -> str:
    """Return the class that aligns a column: numbers stand to the right."""
    return "num" if facts.kind in _NUMERIC else ""


def _reference(record: Governed, facts: FieldFacts, principal: Principal) -> Cell:
    related = getattr(record, facts.name.removesuffix("_id"))
    if related is None:  # it exists, but not for this reader
        return Cell("–")
    entity = entity_of(type(related))
    name = name_of(related, principal)
    open_page = entity.menu is not None and principal.may(entity.model, "read")
    return Cell(name, raw=name, href=url_for(f"{entity.name}View.show", pk=related.id) if open_page else "")


def _json(record: Governed, facts: FieldFacts, value: Any, principal: Principal) -> Cell:
    text = json.dumps(value, ensure_ascii=False)
    session = object_session(record)
    names = names_of(session, references_in(record, facts, value), principal) if session else {}
    if not facts.of:
        return Cell(text, raw=text, parts=parts_of(facts, value, names))
    about = str(getattr(record, facts.of))
    entity = known(about)
    hidden = frozenset(principal.hidden_fields(entity.model) if entity else ())
    return Cell(text, raw=text, parts=changes_of(about, value, hidden, names))


def _file(record: Governed, facts: FieldFacts) -> Cell:
    """A secret file shows only that it exists: its button asks for the reason."""
    label = str(msg("File"))
    if facts.mask:
        return Cell(label, raw=label, is_masked=True)
    view = f"{type(record).__name__}View"
    return Cell(label, raw=label, href=url_for(f"{view}.file", name=facts.name, pk=record.id))


def state_cell(label: str, state: str) -> Cell:
    """Return the badge of a state; one of unknown meaning looks like something under way."""
    meaning = meaning_of(state) or Meaning.RUNNING
    return Cell(label, raw=label, meaning=meaning, title=str(MEANING_LABELS[meaning]))
