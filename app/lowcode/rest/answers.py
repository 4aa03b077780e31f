"""Answers: what the API refuses comes back as `{"message", "fields", "error_id"}` with the status of the refusal."""

import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, jsonify, make_response, request
from flask_jwt_extended import JWTManager
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app.extensions.retry import is_transient
from app.lowcode.screens.conflict import conflict, duplicate
from app.shared.errors import Busy, DomainError
from app.shared.record import Governed
from app.shared.text import Message, msg

log = logging.getLogger(__name__)

Body = dict[str, Any]


def json_answer(status: int, body: Mapping[str, Any]) -> Response:
    """Return a JSON response."""
    return make_response(jsonify(dict(body)), status)


def refusal(status: int, message: Message | str, fields: Mapping[str, Message | str] | None = None) -> Response:
    """Return the JSON of a refusal, in the caller's language."""
    named = {name: str(text) for name, text in (fields or {}).items() if name}
    return json_answer(status, {"message": str(message), "fields": named})


def answered(session: Session, model: type[Governed], work: Callable[[], Response]) -> Response:
    """Return what `work` answers, or its refusal; of a refused request nothing is kept."""
    try:
        return work()
    except DomainError as error:
        refused: DomainError = error
    except IntegrityError as error:
        session.rollback()
        refused = duplicate(error, model)
    except StaleDataError:
        refused = conflict([])
    except HTTPException as error:
        session.rollback()
        return refusal(error.code or 400, error.description or "")
    except Exception as error:
        session.rollback()
        if not is_transient(error):
            return _fault(error)
        log.warning("busy at %s %s: %s", request.method, request.path, error)
        refused = Busy()
    session.rollback()
    return refusal(refused.status, refused.message, refused.fields)


def _fault(error: Exception) -> Response:
    error_id = secrets.token_hex(4)
    log.error("error %s at %s %s", error_id, request.method, request.path, exc_info=error)
    message = msg("Something went wrong on our side. Nothing was saved; give support this id: {id}", id=error_id)
    return json_answer(500, {"message": str(message), "fields": {}, "error_id": error_id})


def plain_answers_to_bad_tokens(tokens: JWTManager) -> None:
    """Answer a missing, false, expired or revoked token with 401 in the shape of every other refusal."""

    def refuse(*_details: Any) -> Response:
        return refusal(401, msg("Please sign in, or send a valid token."))

    tokens.unauthorized_loader(refuse)
    tokens.invalid_token_loader(refuse)
    tokens.expired_token_loader(refuse)
    tokens.revoked_token_loader(refuse)
    tokens.user_lookup_error_loader(refuse)
