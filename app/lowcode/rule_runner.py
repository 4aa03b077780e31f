"""The rule runner: checks every row at every flush, so that screen, API, import, job and seed obey the same rules."""

import re
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, scoped_session

from app.lowcode.catalog import entity_of
from app.lowcode.entity import Entity
from app.security.acting import principal_of
from app.security.principal import Kind
from app.shared.errors import Conflict, InvalidInput
from app.shared.field import FieldFacts, FieldKind, fields_of
from app.shared.record import Governed, Record
from app.shared.text import Message, msg
from app.shared.upload import Upload, problem_of_upload


def run_rules(session: scoped_session[Any] | type[Session] | Any) -> None:
    """Check the new and changed rows of every flush of the session."""
    event.listen(session, "before_flush", _check)


def _check(session: Session, _context: object, _instances: object) -> None:
    principal = principal_of(session)
    by_user = principal is not None and principal.kind is Kind.USER
    new, dirty = session.new, session.dirty  # each is built anew whenever it is asked for
    for row in [*new, *dirty]:
        if isinstance(row, Governed) and (row in new or session.is_modified(row)):
            entity = entity_of(type(row))
            if by_user and row in dirty:
                _refuse_locked(entity, row)
            by_system = principal is not None and principal.kind is Kind.SYSTEM
            if problems := problems_of(entity, row, by_person=not by_system):
                raise InvalidInput.of(problems)


def problems_of(entity: Entity, row: Governed, *, by_person: bool = True) -> dict[str, Message]:
    """Return field name → problem for a row; the empty name holds a problem of the whole row."""
    found = {
        f.name: p
        for f in fields_of(entity.model).values()
        if (p := problem_of_value(f, _value(row, f), new=row.id is None) or _demand(f, row, by_person=by_person))
    }
    if found:
        return found
    for rule in (*entity.rules, *(entity.entry_rules if by_person else ())):
        problem = rule(row)
        if problem is not None:
            name, text = problem if isinstance(problem, tuple) else ("", problem)
            found.setdefault(name, text)
    return found


def _demand(facts: FieldFacts, row: Governed, *, by_person: bool) -> Message | None:
    """Ask a person for what every new record must bring, and let nobody take it away again."""
    if not (facts.demanded and by_person) or getattr(row, facts.name) is not None:
        return None
    state: Any = inspect(row)
    lost = row.id is None or state.attrs[facts.name].history.has_changes()
    return msg("Please fill in this field.") if lost else None


def problem_of_value(facts: FieldFacts, value: Any, *, new: bool = False) -> Message | None:
    """Return what is wrong with one value by the facts of its field, or None."""
    if value is None or value == "":
        return msg("Please fill in this field.") if facts.required else None
    if isinstance(value, Upload):
        return problem_of_upload(value, facts.accepts)
    if facts.max_length and isinstance(value, str) and len(value) > facts.max_length:
        return msg("At most {length} characters, please.", length=facts.max_length)
    if facts.choices and str(value) not in facts.choices:
        return msg("Choose one of the values offered.")
    if facts.pattern and not re.fullmatch(facts.pattern, str(value)):
        return facts.pattern_help or msg("This does not have the expected form.")
    if facts.minimum is not None and value < facts.minimum:
        return msg("At least {minimum}, please.", minimum=facts.minimum)
    if facts.maximum is not None and value > facts.maximum:
        return msg("At most {maximum}, please.", maximum=facts.maximum)
    return None


def _value(row: Governed, facts: FieldFacts) -> Any:
    if facts.kind is FieldKind.REFERENCE and getattr(row, facts.name) is None:
        return inspect(row).dict.get(facts.name.removesuffix("_id"))
    return getattr(row, facts.name)


def _refuse_locked(entity: Entity, row: Governed) -> None:
    workflow = entity.workflow
    if workflow is None or not isinstance(row, Record) or not workflow.editable_in:
        return
    if entity.state_of(row) not in workflow.editable_in:
        state = fields_of(entity.model)[workflow.column].choices[entity.state_of(row)]
        raise Conflict(msg("A record in the state “{state}” can no longer be edited.", state=state))
