"""Commands: one API route for each command of an entity, under the command's own permission."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from flask import Response
from flask_appbuilder.api import expose, permission_name, protect, safe
from sqlalchemy.orm import Session

from app.lowcode.action import Action
from app.lowcode.entity import Entity
from app.lowcode.perform import ask, perform
from app.lowcode.rest.schemas import files_of, inputs_of
from app.lowcode.value_readers import as_text, cleaned
from app.lowcode.values import Notation, parse_values, plain_value
from app.security.acting import current
from app.security.row_rule import reaches
from app.shared.errors import InvalidInput
from app.shared.record import Governed
from app.shared.text import msg

REASON, VERSION = "reason", "version"


def command_route(command: Action) -> Callable[..., Response]:
    """Return the API method that runs `command`: `POST /<pk>/<command>`, documented with its inputs."""

    def run(self: Any, pk: Any) -> Response:
        return self.command_headless(command, pk)

    run.__name__ = f"do_{command.name}"
    # JSON is YAML, which FAB expects here, and is written and read many times faster.
    run.__doc__ = f"{command.label.msgid}\n---\n{json.dumps({'post': _description(command)})}"
    return expose(f"/<pk>/{command.name}", methods=["POST"])(protect()(safe(permission_name(command.name)(run))))


def run_command(
    session: Session, entity: Entity, command: Action, key: int, given: Mapping[str, Any], notation: Notation
) -> dict[str, Any]:
    """Perform a command with the inputs and reason of a body; return which record it made, if it made one."""
    asked = dict(given)
    reason = text_of(REASON, asked.pop(REASON, None))
    version = asked.pop(VERSION, None)
    if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
        raise InvalidInput.of({VERSION: msg("Send the version that you read.")})
    inputs = parse_values(None, asked, notation, allowed={f.name: f for f in command.inputs})
    if command.answers:
        answer = ask(session, entity.model, command.name, key, inputs=inputs)
        return {"answer": {f.name: plain_value(f, getattr(answer, f.name), notation) for f in command.answers}}
    made = perform(session, entity.model, command.name, key, inputs=inputs, reason=reason, version=version)
    if not isinstance(made, Governed) or isinstance(made, entity.model):
        return {}
    principal = current(session)
    if not principal.may(type(made), "read") or not reaches(session, principal, type(made), "read", made.id):
        return {}
    return {"made": {"entity": type(made).__name__, "id": made.id, "code": made.code}}


def text_of(name: str, given: Any) -> str:
    """Return a text of the body beside the declared inputs, empty for none; raises InvalidInput."""
    try:
        return as_text(cleaned(given) or "")
    except InvalidInput as error:
        raise InvalidInput.of({name: error.message}) from error


def _description(command: Action) -> dict[str, Any]:
    answers = {str(status): {"$ref": f"#/components/responses/{status}"} for status in (400, 401, 403, 404, 422)}
    body = inputs_of(command)
    return {
        "description": command.label.msgid,
        "parameters": [{"in": "path", "name": "pk", "required": True, "schema": {"type": "integer"}}],
        "requestBody": {"content": {"application/json": {"schema": body}} | files_of(command.inputs, body)},
        "responses": {"200": {"description": "Done; the record as it is now"}} | answers,
    }
