"""Field facts: what a screen, an API, an import and an audit row need to know, carried by the mapped column."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Date, DateTime, Enum, ForeignKey, Integer, Text
from sqlalchemy.orm import InstrumentedAttribute, MappedColumn, mapped_column
from sqlalchemy.types import JSON, TypeEngine

from app.shared.column_types import LongTextType, MoneyType, PercentType, PhoneType, TimestampType
from app.shared.text import Message, humanise, msg
from app.shared.upload import PAPER

if TYPE_CHECKING:
    from app.shared.record import Governed


class FieldKind(enum.StrEnum):
    """How a value is read, written and shown."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    MONEY = "money"
    PERCENT = "percent"
    NUMBER = "number"  # any number, kept as plain decimal text
    DATE = "date"
    TIMESTAMP = "timestamp"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    REFERENCE = "reference"
    PHONE = "phone"
    JSON = "json"
    FILE = "file"
    # Of a row that is about some other record, named by kind and number: see `of` of FieldFacts.
    ENTITY = "entity"
    RECORD = "record"
    COMMAND = "command"
    STATE = "state"


class Mask(enum.StrEnum):
    """How a sensitive value is shown to those who did not ask to see it."""

    PHONE = "phone"
    IDENTITY = "identity"
    ACCOUNT = "account"
    ADDRESS = "address"
    AMOUNT = "amount"
    DATE = "date"
    TEXT = "text"
    FILE = "file"


@dataclass(frozen=True)
class FieldFacts:
    """The facts of one field; `name` and `kind` are read off the column once the model is mapped.

    `today`: the form of a new record starts with the business date. `parts`: what stands under the keys of a JSON
    value, `*` for any other key. `of`: the field that names the entity whose record, command, state or (JSON) changes
    this field holds.
    """

    label: Message
    name: str = ""
    kind: FieldKind = FieldKind.TEXT
    help: Message | None = None
    unit: str = ""
    section: str = ""
    lines: int = 1
    listed: bool = False
    filtered: bool = False
    searchable: bool = False
    sortable: bool = True
    required: bool = False
    editable: bool = True
    today: bool = False
    minimum: int | Decimal | None = None
    maximum: int | Decimal | None = None
    max_length: int | None = None
    pattern: str = ""
    pattern_help: Message | None = None
    mask: Mask | None = None
    personal: bool = False
    secret: bool = False
    target: str = ""
    choices: Mapping[str, Message] = dataclass_field(default_factory=dict)
    parse: Any = None
    accepts: tuple[str, ...] = ()
    demanded: bool = False
    parts: tuple["FieldFacts", ...] = ()
    of: str = ""


def part(
    name: str,
    label: str,
    kind: FieldKind = FieldKind.TEXT,
    *,
    choices: type[enum.Enum] | None = None,
    **facts: Any,
) -> FieldFacts:
    """Declare what a JSON value holds under the key `name`; `{key}` in the label of `*` stands for the key itself."""
    offered = choice_labels(choices) if choices is not None else {}
    return FieldFacts(msg(label), name=name, kind=FieldKind.CHOICE if choices else kind, choices=offered, **facts)


def field(label: str, *, default: Any = None, unique: bool = False, index: bool = False, **facts: Any) -> Any:
    """Declare a column with its facts: `amount: Mapped[Money] = field("Amount", listed=True, minimum=1)`.

    The type and whether it is required come from the annotation. Other keywords are those of `FieldFacts`;
    `editable=False` keeps a field out of ordinary forms and lets only operations write it; `parse` is a pure
    function that turns what was typed into the stored value or raises `InvalidInput`.
    """
    extra: dict[str, Any] = {} if default is None else {"default": default}
    return mapped_column(unique=unique or None, index=index or None, info={"facts": _facts(label, **facts)}, **extra)


def reference(
    target: "type[Governed] | str", label: str, *, unique: bool = False, index: bool = True, **facts: Any
) -> Any:
    """Declare a foreign key named `<relation>_id`; the relation itself appears under `<relation>`.

    `target` is a model, or its class name where importing it would point upwards. Switch `index` off only where an
    index of several columns begins with the key, or on tables too large for an index that nobody searches.
    """
    name = target if isinstance(target, str) else target.__name__
    declared = _facts(label, target=name, kind=FieldKind.REFERENCE, **facts)
    return mapped_column(
        ForeignKey(f"{table_name(name)}.id"), unique=unique or None, index=index or None, info={"facts": declared}
    )


def attachment(
    label: str, *, accepts: tuple[str, ...] = PAPER, secret: bool = False, demanded: bool = False, **facts: Any
) -> Any:
    """Declare a file, named `<what>_id`: `evidence_id: Mapped[int | None] = attachment("Evidence", demanded=True)`.

    `accepts` names kinds of `FILE_TYPES`. A `secret` file is opened by those who may reveal, for a reason, and every
    opening is audited. A `demanded` one must come with every new record that a person enters; older ones may lack it.
    """
    declared = _facts(
        label,
        kind=FieldKind.FILE,
        mask=Mask.FILE if secret else None,
        accepts=accepts,
        demanded=demanded,
        sortable=False,
        **facts,
    )
    return mapped_column(ForeignKey("attachment.id"), index=True, info={"facts": declared})


def _facts(label: str, *, help: str = "", pattern_help: str = "", **facts: Any) -> FieldFacts:
    return FieldFacts(
        label=msg(label),
        help=msg(help) if help else None,
        pattern_help=msg(pattern_help) if pattern_help else None,
        **facts,
    )


def table_name(class_name: str) -> str:
    """Return the table of a model class: `PromiseToPay` gives `promise_to_pay`."""
    return humanise(class_name).lower().replace(" ", "_")


def choice_labels(members: type[enum.Enum]) -> dict[str, Message]:
    """Return value → label of an enumeration; a class attribute `__labels__` overrides the humanised names."""
    own: Mapping[str, str] = getattr(members, "__labels__", {})
    return {m.value: msg(own.get(m.value, humanise(str(m.value)))) for m in members}


_KINDS: tuple[tuple[type[TypeEngine[Any]], FieldKind], ...] = (
    (MoneyType, FieldKind.MONEY),
    (PercentType, FieldKind.PERCENT),
    (TimestampType, FieldKind.TIMESTAMP),
    (PhoneType, FieldKind.PHONE),
    (LongTextType, FieldKind.LONG_TEXT),
    (Enum, FieldKind.CHOICE),
    (Boolean, FieldKind.BOOLEAN),
    (Integer, FieldKind.INTEGER),
    (DateTime, FieldKind.TIMESTAMP),
    (Date, FieldKind.DATE),
    (JSON, FieldKind.JSON),
    (Text, FieldKind.LONG_TEXT),
)


def _kind_of(column_type: TypeEngine[Any], declared: FieldKind) -> FieldKind:
    if declared is not FieldKind.TEXT:
        return declared
    return next((kind for cls, kind in _KINDS if isinstance(column_type, cls)), FieldKind.TEXT)


def fields_of(model: "type[Governed]") -> dict[str, FieldFacts]:
    """Return the declared fields of a mapped model by name, in the order of their declaration."""
    cached = model.__dict__.get("__fields__")
    if cached is None:
        cached = {name: _completed(name, model) for name in model.__field_order__}
        model.__fields__ = cached
    return cached


def personal(model: "type[Governed]") -> tuple[str, ...]:
    """Return the names of the fields that tell who a person is, for roles that may see figures only."""
    return tuple(name for name, facts in fields_of(model).items() if facts.personal)


def _completed(name: str, model: "type[Governed]") -> FieldFacts:
    secret = model.__secrets__.get(name)
    if secret is not None:
        return replace(secret.facts, name=name, secret=True, sortable=False, listed=secret.facts.listed)
    column = model.__mapper__.columns[name]
    facts: FieldFacts = column.info["facts"]
    kind = _kind_of(column.type, facts.kind)
    members = getattr(column.type, "enum_class", None)
    return replace(
        facts,
        name=name,
        kind=kind,
        required=not column.nullable and kind is not FieldKind.BOOLEAN and column.default is None,
        max_length=facts.max_length or getattr(column.type, "length", None) if kind is FieldKind.TEXT else None,
        choices=choice_labels(members) if members else facts.choices,
        sortable=facts.sortable and kind not in (FieldKind.JSON, FieldKind.LONG_TEXT) and facts.mask is None,
    )


def declared_facts(value: object) -> FieldFacts | None:
    """Return the facts a class attribute declares, before or after mapping, or None."""
    if isinstance(value, MappedColumn):
        return value.column.info.get("facts")
    if isinstance(value, InstrumentedAttribute):
        return getattr(value, "info", {}).get("facts")
    return None
