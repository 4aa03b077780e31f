"""Forms: WTForms built from field facts; whatever was typed comes back as it was typed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session
from werkzeug.datastructures import CombinedMultiDict, FileStorage
from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from app.lowcode.catalog import entity_of
from app.lowcode.entity import Entity
from app.lowcode.files.keeping import kept
from app.lowcode.language import notation
from app.lowcode.rule_runner import problem_of_value
from app.lowcode.screens.naming import name_of
from app.lowcode.values import choices_of, parse_value, writable_fields, written_value
from app.security.principal import Principal
from app.shared.errors import DomainError
from app.shared.field import FieldFacts, FieldKind
from app.shared.record import Governed
from app.shared.text import Message
from app.shared.upload import FILE_TYPES, Upload

_WIDE = 80


class FactsField(Field):
    """One input; `typed` is what it shows, `chosen` the name of the record that a relation holds."""

    def __init__(self, facts: FieldFacts, *, write_only: bool = False, filled_in: bool = False, **kwargs: Any) -> None:
        super().__init__(label=str(facts.label), description=str(facts.help or ""), **kwargs)
        self.facts = facts
        self.write_only = write_only  # a masked value on an edit form: blank means unchanged
        self.filled_in = filled_in  # left blank, it gets its value from who adds the record
        self.text: str | None = None
        self.chosen = ""
        self.kept = ""  # how the stored value of a write-only input looks masked

    def process_formdata(self, valuelist: list[Any]) -> None:
        given = valuelist[0] if valuelist else ""
        if isinstance(given, FileStorage):
            given = Upload(given.filename, given.read()) if given.filename else ""
        self.text = str(given)
        self.data = None
        if isinstance(self.object_data, Message) and self.text.strip() == str(self.object_data):
            self.data = self.object_data  # left as it was shown, in whichever language
            return
        try:
            self.data = parse_value(self.facts, given, notation())
        except DomainError as error:
            raise ValueError(str(error.fields.get(self.facts.name, error.message))) from None

    def pre_validate(self, _form: BaseForm) -> None:
        if self.process_errors or self.is_left_alone or (self.filled_in and self.data is None):
            return
        problem = problem_of_value(self.facts, self.data)
        if problem is not None:
            raise ValidationError(str(problem))

    @property
    def is_left_alone(self) -> bool:
        """Tell whether a write-only input was left blank."""
        return self.write_only and not (self.text or "").strip()

    @property
    def is_required(self) -> bool:
        return (self.facts.required or self.facts.demanded) and not (self.write_only or self.filled_in)

    @property
    def must_be_chosen_again(self) -> bool:
        """Tell whether a good file was sent with a form that comes back: no browser fills a file in again."""
        return isinstance(self.data, Upload) and not self.errors

    @property
    def kinds(self) -> str:
        """The kinds of file that are taken, for the reader."""
        return ", ".join(FILE_TYPES[name].label for name in self.facts.accepts)

    @property
    def endings(self) -> str:
        """The file endings that the browser should offer."""
        return ",".join(f".{ending}" for name in self.facts.accepts for ending in FILE_TYPES[name].endings)

    @property
    def typed(self) -> str:
        """The text inside the input: what was typed, else the stored value in the reader's notation."""
        if self.text is not None:
            return self.text
        if self.facts.kind is FieldKind.BOOLEAN:
            return "1" if self.data else ""
        return "" if self.write_only else written_value(self.facts, self.data, notation())

    @property
    def is_wide(self) -> bool:
        return self.facts.kind is FieldKind.LONG_TEXT or (self.facts.max_length or 0) > _WIDE * 3


@dataclass(frozen=True)
class Section:
    """A titled group of fields; the title is blank for fields without one."""

    title: str
    fields: list[FactsField]


class FactsForm(BaseForm):
    """A form over field facts; CSRF is checked for every POST by the application, not form by form."""

    def __init__(
        self,
        facts: Iterable[FieldFacts],
        *,
        typed: Any = None,
        values: Mapping[str, Any] | None = None,
        write_only: frozenset[str] = frozenset(),
        filled_in: frozenset[str] = frozenset(),
    ) -> None:
        fields = {f.name: _unbound(f, write_only=f.name in write_only, filled_in=f.name in filled_in) for f in facts}
        super().__init__(fields)
        self.general: list[str] = []
        self.process(typed, data=dict(values or {}))

    def values(self) -> dict[str, Any]:
        """Return name → value of everything that was filled in, without write-only inputs left blank."""
        return {f.name: f.data for f in self.inputs() if not f.is_left_alone}

    @property
    def has_files(self) -> bool:
        return any(field.facts.kind is FieldKind.FILE for field in self.inputs())

    def inputs(self) -> list[FactsField]:
        return [field for field in self if isinstance(field, FactsField)]

    def sections(self) -> list[Section]:
        """Return the fields grouped by the sections of their declaration, in its order."""
        grouped: dict[str, list[FactsField]] = {}
        for field in self.inputs():
            grouped.setdefault(field.facts.section, []).append(field)
        return [Section(_translated(title), fields) for title, fields in grouped.items()]

    def refuse(self, error: DomainError) -> None:
        """Show a refusal beside the fields it names, the rest of it above the form."""
        for name, text in error.fields.items():
            if name in self:
                self[name].errors = [*self[name].errors, str(text)]
            elif name:
                self.general.append(str(text))
        if not any(name in self for name in error.fields):
            self.general.append(str(error.message))

    def name_relations(self, session: Session | scoped_session[Any], principal: Principal) -> None:
        """Look up what the records chosen in relation inputs are called, those that the reader may see."""
        for field in self.inputs():
            if field.facts.kind is FieldKind.REFERENCE and isinstance(field.data, int):
                model = entity_of(field.facts.target).model
                field.chosen = name_of(session.get(model, field.data), principal)
                if not field.chosen and field.text is None:
                    field.chosen = "–"


def submitted() -> CombinedMultiDict[str, Any]:
    """Return what the request's form holds, its files among the rest."""
    return CombinedMultiDict([request.files, request.form])


def _unbound(facts: FieldFacts, **how: bool) -> Any:
    return FactsField(facts, **how)


def _translated(title: str) -> str:
    return str(Message(title)) if title else ""


def editable_fields(entity: Entity, principal: Principal) -> list[FieldFacts]:
    """Return the fields that this person may fill in, in the order of their declaration."""
    status = entity.workflow.column if entity.workflow else ""
    return [
        facts
        for name, facts in writable_fields(entity.model, principal).items()
        if name != status and facts.kind is not FieldKind.JSON
    ]


def stored_values(record: Governed, facts: Iterable[FieldFacts]) -> dict[str, Any]:
    """Return name → stored value for a form, leaving out what is masked."""
    return {f.name: getattr(record, f.name) for f in facts if not f.mask and f.kind is not FieldKind.FILE}


def named_records(
    session: Session | scoped_session[Any], facts: Iterable[FieldFacts], args: Mapping[str, str]
) -> dict[str, int]:
    """Return name → key of the relations that an address names, as far as the person may see their records."""
    found = {}
    for one in facts:
        text = args.get(one.name, "")
        if one.kind is not FieldKind.REFERENCE or not re.fullmatch(r"\d{1,18}", text, re.ASCII):
            continue
        model = entity_of(one.target).model
        if session.scalars(select(model.id).where(model.id == int(text))).first() is not None:
            found[one.name] = int(text)
    return found


def apply(session: Session | scoped_session[Any], record: Governed, values: Mapping[str, Any]) -> None:
    """Write the values that differ into the record."""
    for name, value in values.items():
        members = choices_of(type(record), name)
        converted = members(value) if members and value is not None else kept(session, value)
        if getattr(record, name) == converted:
            continue
        relation = name.removesuffix("_id")
        if relation != name and relation in type(record).__mapper__.relationships and record in session:
            # A relation loaded before would still name the old record to everything that looks at it.
            session.expire(record, [relation])
        setattr(record, name, converted)
