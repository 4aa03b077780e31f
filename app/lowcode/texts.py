"""Every text that declarations show: what a catalogue must hold beside the texts written in code and templates."""

from collections.abc import Iterator

from app.lowcode.action import Action
from app.lowcode.catalog import all_entities
from app.lowcode.entity import Entity
from app.lowcode.meaning import MEANING_LABELS
from app.lowcode.menu import MENU_LABELS
from app.shared.field import FieldFacts, fields_of
from app.shared.text import Message


def declared_texts() -> set[str]:
    """Return the message ids of menus, entities, fields, choices, commands and their inputs."""
    texts = {label.msgid for label in (*MENU_LABELS.values(), *MEANING_LABELS.values())}
    for entity in all_entities():
        texts.update(message.msgid for message in _of_entity(entity))
    return texts - {""}


def _of_entity(entity: Entity) -> Iterator[Message]:
    yield entity.label
    yield entity.title
    for facts in fields_of(entity.model).values():
        yield from _of_field(facts)
    for command in entity.commands.values():
        yield from _of_command(command)


def _of_command(command: Action) -> Iterator[Message]:
    yield command.label
    for facts in (*command.inputs, *command.answers):
        yield from _of_field(facts)


def _of_field(facts: FieldFacts) -> Iterator[Message]:
    yield facts.label
    yield from (text for text in (facts.help, facts.pattern_help) if text is not None)
    yield from (Message(text) for text in (facts.unit, facts.section) if text)
    yield from facts.choices.values()
    for inner in facts.parts:
        yield from _of_field(inner)
