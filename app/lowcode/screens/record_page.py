"""The record page: sections of cells, the commands possible now, and the addresses of what hangs on the record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.lowcode.action import Action
from app.lowcode.catalog import references_to
from app.lowcode.entity import Entity
from app.lowcode.files.attachment import Attachment
from app.lowcode.files.opening import described
from app.lowcode.language import shown
from app.lowcode.meaning import STATE_FIELDS, Meaning, meaning_of
from app.lowcode.perform import available
from app.lowcode.reveal import Revealed
from app.lowcode.screens.command_form import command_form, has_dialog
from app.lowcode.screens.display import Cell, cell
from app.lowcode.screens.form import FactsForm
from app.lowcode.screens.naming import name_of
from app.lowcode.values import readable_fields
from app.security.principal import Principal
from app.security.row_rule import reaches
from app.shared.errors import NotFound
from app.shared.field import FieldFacts, FieldKind, fields_of
from app.shared.record import Governed, Record
from app.shared.text import Message

_HIGHLIGHTS = 6


@dataclass(frozen=True)
class CommandButton:
    """A command that may run now; its dialog opens at once where `opened`, with what was typed and what is wrong."""

    action: Action
    form: FactsForm
    asks: bool
    opened: bool = False
    answer: Sequence[tuple[FieldFacts, Cell]] = ()


@dataclass(frozen=True)
class RelatedList:
    """Rows of another entity that name this record; `url` gives their fragment, `all_url` their full list."""

    label: str
    icon: str
    url: str
    all_url: str


@dataclass(frozen=True)
class PathStep:
    """One state on the way of a record: whether it lies before the present one, or is it."""

    label: str
    before: bool
    here: bool


def load(db: Session, entity: Entity, key: int) -> Governed:
    """Return the record with the relations its page names, in one statement; raises NotFound."""
    statement = select(entity.model).where(entity.model.id == key)
    for relation in entity.model.__mapper__.relationships:
        if not relation.uselist and f"{relation.key}_id" in entity.model.__field_order__:
            statement = statement.options(joinedload(getattr(entity.model, relation.key)))
    record = db.scalars(statement).one_or_none()
    if record is None:
        raise NotFound
    return record


def _kind(file: Attachment) -> str:
    return file.media_type.rpartition("/")[2].upper()


def _size(file: Attachment) -> str:
    kilobytes = Decimal(file.size) / 1024
    if kilobytes < 1000:
        return f"{shown(max(round(kilobytes), 1))}\u00a0kB"
    return f"{shown(round(kilobytes / 1024, 1))}\u00a0MB"


class RecordPage:
    """Everything the template of a record reads."""

    def __init__(
        self,
        db: Session,
        entity: Entity,
        record: Governed,
        principal: Principal,
        *,
        opened: tuple[str, FactsForm] | None = None,
        answer: Sequence[tuple[FieldFacts, Cell]] = (),
        revealed: Revealed | None = None,
    ) -> None:
        self.entity, self.record, self.principal, self.revealed = entity, record, principal, revealed
        self._db, self._opened, self._answer = db, opened, answer
        self.name = name_of(record, principal)

    def highlights(self) -> list[tuple[FieldFacts, Cell]]:
        """Return what a list would say of this record, without its title and its state: the facts to see first."""
        left_out = {
            *self.entity.model.__title__,
            *(f"{name}_id" for name in self.entity.model.__title__),
            *STATE_FIELDS,
        }
        shown = [
            (facts, cell(self.record, facts, self.principal))
            for name, facts in readable_fields(self.entity.model, self.principal).items()
            if facts.listed and name not in left_out and facts.kind not in (FieldKind.JSON, FieldKind.LONG_TEXT)
        ]
        return [(facts, seen) for facts, seen in shown if seen.text][:_HIGHLIGHTS]

    def path(self) -> list[PathStep]:
        """Return the states up to the first that closes it; one that lies aside shows only where it stands there."""
        workflow = self.entity.workflow
        if workflow is None or workflow.column in self.principal.hidden_fields(self.entity.model):
            return []
        here, choices = self.entity.state_of(self.record), fields_of(self.entity.model)[workflow.column].choices
        aside = {command.target for command in workflow.actions if command.danger}
        aside |= {state for state in choices if meaning_of(state) is Meaning.ENDED}
        order = list(choices)
        end = next((number for number, state in enumerate(order) if state in workflow.closed), len(order))
        aside |= set(order[end + 1 :])
        states = [state for state in order if state == here or state not in aside]
        place = states.index(here)
        return [PathStep(str(choices[state]), number < place, state == here) for number, state in enumerate(states)]

    def sections(self) -> list[tuple[str, list[tuple[FieldFacts, Cell]]]]:
        grouped: dict[str, list[tuple[FieldFacts, Cell]]] = {}
        state = self.entity.workflow.column if self.entity.workflow else ""
        fields = readable_fields(self.entity.model, self.principal)
        files = self._files(fields)
        for name, facts in fields.items():
            if name == state:
                continue  # it stands in the heading and on the path
            one = cell(self.record, facts, self.principal, revealed=self.is_revealed(name))
            one = replace(one, text=files[name]) if name in files else one
            grouped.setdefault(facts.section, []).append((facts, one))
        return [(str(Message(title)) if title else "", cells) for title, cells in grouped.items()]

    def _files(self, fields: dict[str, FieldFacts]) -> dict[str, str]:
        """Return what the files of the record are called; a secret one tells its name only to who may open it."""
        keys = {n: getattr(self.record, n) for n, f in fields.items() if f.kind is FieldKind.FILE}
        keys = {name: key for name, key in keys.items() if key is not None}
        if not keys:
            return {}
        found = described(self._db, list(keys.values()))
        opens = reaches(self._db, self.principal, self.entity.model, "reveal", self.record.id)
        names = {n: found[k].name if opens or not fields[n].mask else _kind(found[k]) for n, k in keys.items()}
        return {name: f"{said} ({_size(found[keys[name]])})" for name, said in names.items()}

    def is_revealed(self, name: str) -> bool:
        return self.revealed is not None and self.revealed.facts.name == name

    def masked_again(self, facts: FieldFacts) -> str:
        """Return what stands in place of a revealed value once its time is up."""
        return cell(self.record, facts, self.principal).text

    def state(self) -> Cell | None:
        if self.entity.workflow is None:
            return None
        return cell(
            self.record, readable_fields(self.entity.model, self.principal)[self.entity.workflow.column], self.principal
        )

    def commands(self) -> list[CommandButton]:
        opened, form = self._opened or ("", None)
        buttons = []
        for action in available(self._db, self.record):
            is_open = action.name == opened and form is not None
            shown = form if is_open and form is not None else command_form(action)
            buttons.append(CommandButton(action, shown, has_dialog(action), is_open, self._answer if is_open else ()))
        return buttons

    def may_write(self, word: str) -> bool:
        """Tell whether this very record may be edited or deleted by this person, in its present state."""
        if not isinstance(self.record, Record) or not self.principal.may(self.entity.model, word):
            return False
        workflow = self.entity.workflow
        if workflow and workflow.editable_in and self.entity.state_of(self.record) not in workflow.editable_in:
            return False
        return reaches(self._db, self.principal, self.entity.model, word, self.record.id)

    def may_reveal(self) -> bool:
        return self.principal.may(self.entity.model, "reveal")

    def related(self) -> list[RelatedList]:
        found = []
        for other, column in references_to(self.entity):
            if other.menu is None or not self.principal.may(other.model, "read"):
                continue
            view, label = f"{other.name}View", str(other.title)
            facts = readable_fields(other.model, self.principal).get(column)
            if facts is None or facts.kind is not FieldKind.REFERENCE:
                continue
            several = [c for o, c in references_to(self.entity) if o is other]
            found.append(
                RelatedList(
                    f"{label} ({facts.label})" if len(several) > 1 else label,
                    other.icon,
                    url_for(f"{view}.related", column=column, pk=self.record.id),
                    f"{url_for(f'{view}.list')}?f_{column}={self.record.id}",
                )
            )
        return found
