"""Subjects: a row about some other record tells, in the reader's words, which it is and what was done to it."""

from collections.abc import Iterator, Mapping

from flask import url_for

from app.lowcode.catalog import all_entities, known
from app.lowcode.entity import Entity
from app.security.principal import Principal
from app.shared.field import FieldFacts, FieldKind, fields_of
from app.shared.record import Governed
from app.shared.text import Message, humanise, msg

_DONE: Mapping[str, Message] = {
    "add": msg("Added"),
    "create": msg("Added"),
    "edit": msg("Changed"),
    "delete": msg("Deleted"),
    "reveal": msg("Masked value revealed"),
    "open": msg("File opened"),
    "export": msg("Exported"),
    "sign_in_refused": msg("Sign-in refused"),
}
_TAKES_OUT = ("reveal", "open", "export")
_KINDS = (FieldKind.ENTITY, FieldKind.RECORD, FieldKind.COMMAND, FieldKind.STATE)
# Kinds of subject that are FAB's own records.
_FOREIGN: Mapping[str, Message] = {"User": msg("User"), "Role": msg("Role")}


def is_about_another(facts: FieldFacts) -> bool:
    """Tell whether the field names another record, or what happened to it."""
    return facts.kind in _KINDS


def told_of(record: Governed, facts: FieldFacts) -> str:
    """Return such a field as text: `Promise to pay`, `PTP-000030`, `Mark kept`, `Open`."""
    value = getattr(record, facts.name)
    name = str(value if facts.kind is FieldKind.ENTITY else getattr(record, facts.of))
    entity = known(name)
    if facts.kind is FieldKind.ENTITY:
        return str(entity.label if entity else _FOREIGN.get(name, humanise(name)))
    if facts.kind is FieldKind.COMMAND:
        return command_label(str(value), entity)
    if entity is None:
        return str(value)
    if facts.kind is FieldKind.RECORD:
        return entity.model.code_of(value)
    column = entity.workflow.column if entity.workflow else ""
    choices = fields_of(entity.model)[column].choices if column else {}
    return str(choices.get(str(value), humanise(str(value))))


def command_label(action: str, entity: Entity | None) -> str:
    """Return what an audited action such as `edit` or `campaign.submit` is called."""
    name = action.rpartition(".")[2]
    command = entity.commands.get(name) if entity else None
    return str(command.label if command else _DONE.get(name, humanise(name)))


def address_of(record: Governed, facts: FieldFacts, principal: Principal) -> str:
    """Return where the record that a `record` field names is opened, empty where its reader may not."""
    entity = known(str(getattr(record, facts.of))) if facts.kind is FieldKind.RECORD else None
    if entity is None or entity.menu is None or not principal.may(entity.model, "read"):
        return ""
    return url_for(f"{entity.name}View.show", pk=getattr(record, facts.name))


def offered(facts: FieldFacts, principal: Principal) -> dict[str, str]:
    """Return value → label of what a filter by such a field may ask for, sorted by label; empty for a free text."""
    entities = [entity for entity in all_entities() if principal.may(entity.model, "read")]
    found: dict[str, str] = {}
    if facts.kind is FieldKind.ENTITY:
        found = {entity.name: str(entity.label) for entity in entities}
    elif facts.kind is FieldKind.COMMAND:
        found = dict(_commands(entities))
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))


def _commands(entities: list[Entity]) -> Iterator[tuple[str, str]]:
    for word in ("add", "edit", "delete"):
        yield word, str(_DONE[word])
    for entity in entities:
        for name in (*entity.commands, *_TAKES_OUT):
            yield f"{entity.slug}.{name}", f"{entity.label}: {command_label(name, entity)}"
