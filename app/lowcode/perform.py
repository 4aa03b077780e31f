"""Perform: the one door to every command of every entity, for screen, API, job and seed alike."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.audit.listener import note_reason, record_event
from app.lowcode.action import Action
from app.lowcode.approval_step import ApprovalStep
from app.lowcode.catalog import entity_of
from app.lowcode.entity import Entity
from app.lowcode.related_party import concerns_a_relative
from app.lowcode.rule_runner import problem_of_value
from app.security.acting import as_operation, current
from app.security.principal import Kind, Principal
from app.security.row_rule import reaches
from app.shared.clock import utc_now
from app.shared.errors import Conflict, Denied, InvalidInput, NotFound
from app.shared.field import fields_of
from app.shared.record import Governed, Record
from app.shared.text import Message, msg


def perform(
    session: Session,
    model: type[Governed],
    name: str,
    key: int,
    *,
    inputs: Mapping[str, Any] | None = None,
    reason: str = "",
    version: int | None = None,
) -> Any:
    """Run the command `name` on one record for whoever is bound to the session, and return what it returns.

    `version` is that of the record which its doer has seen: what is approved is what was read, nothing newer.

    Raises NotFound for a command or row the user may not reach, Conflict in the wrong state or version, Denied where
    duties must be held apart, InvalidInput for inputs that are missing or out of range. Flushes, never commits.
    """
    entity, command, record, values = _admitted(session, model, name, key, inputs or {}, reason)
    if version is not None and isinstance(record, Record) and record.version != version:
        raise Conflict(msg("This record has changed since you opened it: read it again, then decide."))
    actor = current(session)
    with as_operation(session, f"{entity.slug}.{name}", model, ApprovalStep, *command.touches):
        _refuse_same_person(session, entity, command, record, actor)
        _refuse_own_cause(session, record, actor)
        _refuse_guarded(command, record)
        return _run(session, entity, command, record, values, reason, actor)


def ask(
    session: Session, model: type[Governed], name: str, key: int, *, inputs: Mapping[str, Any] | None = None
) -> Any:
    """Return what the question `name` answers about one record; raises as `perform` does.

    Whatever it had to write to find out is taken back, and no step is noted: nothing has happened.
    """
    entity, command, record, values = _admitted(session, model, name, key, inputs or {}, "")
    attempt = session.begin_nested()
    try:
        with as_operation(session, f"{entity.slug}.{name}", model, *command.touches):
            _refuse_guarded(command, record)
            return command.run(record=record, **values) if command.run else record
    finally:
        attempt.rollback()


def _admitted(
    session: Session, model: type[Governed], name: str, key: int, inputs: Mapping[str, Any], reason: str
) -> tuple[Entity, Action, Governed, dict[str, Any]]:
    """Return what a command needs once it may run: right, row, inputs and state are those it asks for."""
    entity = entity_of(model)
    command = entity.commands.get(name)
    if command is None:
        raise NotFound
    actor = current(session)
    actor.require(model, name)
    record = session.scalars(select(model).where(model.id == key).with_for_update(of=model)).one_or_none()
    if record is None or not reaches(session, actor, model, name, key):
        raise NotFound
    values = _checked(session, actor, command, inputs, reason)
    _refuse_state(entity, command, record)
    return entity, command, record, values


def _refuse_guarded(command: Action, record: Governed) -> None:
    for guard in command.guards:
        if (refusal := guard(record)) is not None:
            raise Conflict(refusal)


def available(session: Session, record: Governed) -> list[Action]:
    """Return the commands that the user may run on a record in its present state, duties aside."""
    entity, actor = entity_of(type(record)), current(session)
    state = entity.state_of(record)
    return [
        c for c in entity.commands.values() if actor.may(entity.model, c.name) and (not c.source or state in c.source)
    ]


def _run(
    session: Session,
    entity: Entity,
    command: Action,
    record: Governed,
    values: dict[str, Any],
    reason: str,
    actor: Principal,
) -> Any:
    note_reason(session, reason)
    before = entity.state_of(record)
    result = command.run(record=record, **values) if command.run else record
    if command.target is not None and entity.workflow is not None:
        setattr(record, entity.workflow.column, command.target)
    after = entity.state_of(record)
    if after != before and entity.workflow is not None and entity.workflow.entered is not None:
        entity.workflow.entered(record=record, before=before)
    record_event(
        session,
        f"{entity.slug}.{command.name}",
        record,
        reason=reason,
        changes={"state": [before, after]} if after != before else {},
    )
    session.add(
        ApprovalStep(
            at=utc_now(),
            entity=entity.name,
            record_id=record.id,
            case_key=case_key(entity, record),
            action=f"{entity.slug}.{command.name}",
            from_state=before or None,
            to_state=after or None,
            approver_id=actor.reach.employee_id,
            opinion=reason or None,
            limit_used=getattr(record, "amount", None),
        )
    )
    session.flush()
    return result


def case_key(entity: Entity, record: Governed) -> str:
    """Return the key that joins the duties of several records: by default the record's own."""
    return entity.case(record) if entity.case else f"{entity.slug}:{record.id}"


def _checked(
    session: Session, actor: Principal, command: Action, inputs: Mapping[str, Any], reason: str
) -> dict[str, Any]:
    problems: dict[str, Message | str] = {}
    for facts in command.inputs:
        value = inputs.get(facts.name)
        if problem := problem_of_value(facts, value):
            problems[facts.name] = problem
        elif facts.target and value is not None and not _may_choose(session, actor, facts.target, value):
            problems[facts.name] = msg("Choose one of the records you may see.")
    if unknown := set(inputs) - {facts.name for facts in command.inputs}:
        problems[""] = msg("{names} is not an input of this command.", names=", ".join(sorted(unknown)))
    if command.needs_reason and not reason.strip():
        problems["reason"] = msg("Please give a reason.")
    if problems:
        raise InvalidInput.of(problems)
    return {facts.name: inputs.get(facts.name) for facts in command.inputs}


def _may_choose(session: Session, actor: Principal, target: str, key: Any) -> bool:
    """Tell whether the doer may read the record that an input names: the operation itself sees every row."""
    return reaches(session, actor, entity_of(target).model, "read", int(key))


def _refuse_state(entity: Entity, command: Action, record: Governed) -> None:
    state = entity.state_of(record)
    if command.source and entity.workflow is not None and state not in command.source:
        label = fields_of(entity.model)[entity.workflow.column].choices[state]
        raise Conflict(msg("“{action}” is not possible in the state “{state}”.", action=command.label, state=label))


def _refuse_same_person(session: Session, entity: Entity, command: Action, record: Governed, actor: Principal) -> None:
    """Hold duties apart by person: whoever took one of the named steps of this case may not take this one.

    An account counts too: handed over to a colleague, it does not become a second person.
    """
    if not command.apart_from or actor.kind is Kind.SYSTEM:
        return
    if actor.reach.employee_id is None:
        raise Denied(msg("Your account is not tied to an employee."))
    taken = session.scalars(
        select(ApprovalStep.action).where(
            ApprovalStep.case_key == case_key(entity, record),
            or_(
                ApprovalStep.approver_id == actor.reach.employee_id,
                ApprovalStep.created_by_id == (actor.user_id or None),
            ),
            ApprovalStep.action.in_(command.apart_from),
        )
    ).first()
    if taken is not None:
        raise Denied(msg("Another person must do this: you already took the step “{step}” in this case.", step=taken))


def _refuse_own_cause(session: Session, record: Governed, actor: Principal) -> None:
    """Nobody acts on a case of their own or of a relative, whatever their role."""
    if actor.reach.employee_id is not None and concerns_a_relative(session, actor.reach.employee_id, record):
        raise Denied(msg("Another person must do this: the customer is you or a relative of yours."))
