"""Request bodies: read strictly, and acted upon once per idempotency key."""

import re
from collections.abc import Callable
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from app.lowcode.idempotency import HEADER, claim, scope_of, settle
from app.lowcode.value_readers import LARGEST_INTEGER
from app.lowcode.values import decode_json
from app.security.principal import Principal
from app.shared.errors import BadRequest, NotFound
from app.shared.text import msg
from app.shared.upload import Upload

Answer = tuple[int, dict[str, Any]]


BODY = "body"


def json_object() -> dict[str, Any]:
    """Return the JSON object of the request, an empty one for a request without a body; raises BadRequest.

    Of a multipart request the part `body` is that object, and each file an upload under the name of its part.
    """
    if request.mimetype == "multipart/form-data":
        return _with_files()
    raw = request.get_data()
    if not request.is_json and (raw.strip() or request.content_length):
        raise BadRequest(msg("The body must be JSON, and its Content-Type application/json."))
    return _object(raw) if raw.strip() else {}


def _with_files() -> dict[str, Any]:
    if unknown := sorted(set(request.form) - {BODY}):
        raise BadRequest(
            msg("Send JSON in the part “body”, and nothing but files beside it: not “{name}”.", name=unknown[0][:60])
        )
    given = _object(request.form.get(BODY, "{}").encode())
    for name, files in request.files.lists():
        if len(files) > 1 or name in given:
            raise BadRequest(msg("“{name}” was sent more than once.", name=name[:60]))
        given[name] = Upload(files[0].filename or "", files[0].read())
    return given


def _object(raw: bytes) -> dict[str, Any]:
    try:
        given = decode_json(raw)
    except ValueError as error:
        raise BadRequest(msg("The body is not valid JSON.")) from error
    if not isinstance(given, dict):
        raise BadRequest(msg("The body must be a JSON object."))
    return given


def key_of(pk: Any) -> int:
    """Return the id in an address; raises NotFound for what can be no id."""
    text = str(pk)
    if not re.fullmatch(r"[0-9]{1,19}", text, re.ASCII) or int(text) > LARGEST_INTEGER:
        raise NotFound
    return int(text)


def once(session: Session, principal: Principal, given: dict[str, Any], write: Callable[[], Answer]) -> Answer:
    """Return what `write` answers; under a key that was used before, what it answered then, without writing again."""
    key = request.headers.get(HEADER)
    if key is None:
        return write()
    scope = scope_of(principal.user_id)
    earlier = claim(session, scope, key, {"method": request.method, "path": request.path, "body": given})
    if earlier is not None:
        return earlier["status"], dict(earlier["body"])
    status, body = write()
    settle(session, scope, key, {"status": status, "body": body})
    return status, body
