"""Submissions: a form sent twice acts once, and its second sender is led where the first one was."""

import hashlib
from typing import Any

from sqlalchemy.orm import Session, scoped_session
from werkzeug.datastructures import FileStorage, MultiDict

from app.lowcode import idempotency
from app.shared.errors import BadRequest, Conflict
from app.shared.text import msg

FIELD = "form_key"
_DIGITS = 10
_NOT_PART_OF_IT = frozenset({FIELD, "csrf_token"})


def claim(
    session: Session | scoped_session[Any],
    user_id: int,
    form: MultiDict[str, str],
    place: str,
    files: MultiDict[str, FileStorage] | None = None,
) -> str | None:
    """Claim the form's key; None when this is its first sending, else the address that the first one led to.

    Raises BadRequest for a form without a key and Conflict for a key that was sent with other contents. The claim
    is part of the transaction: a refused form may be corrected and sent again under its key.
    """
    contents = sorted((name, form.getlist(name)) for name in form if name not in _NOT_PART_OF_IT)
    asked: dict[str, Any] = {"form": place, "contents": contents}
    if files:
        asked["files"] = sorted((name, file.filename, _digest(file)) for name, file in files.items(multi=True))
    try:
        earlier = idempotency.claim(session, idempotency.scope_of(user_id), form.get(FIELD, ""), asked)
    except BadRequest:
        raise BadRequest(msg("This form is incomplete: reload the page and send it again.")) from None
    except Conflict:
        raise Conflict(
            msg("This form was already sent with other contents: reload the page to start a new one.")
        ) from None
    return None if earlier is None else str(earlier["location"])


def version_seen(form: MultiDict[str, str]) -> int | None:
    """Return the version of the record that the form was shown with; None for a form about many records."""
    given = form.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < _DIGITS else None


def _digest(file: FileStorage) -> str:
    file.stream.seek(0)
    return hashlib.file_digest(file.stream, "sha256").hexdigest()  # type: ignore[arg-type]


def settle(session: Session | scoped_session[Any], user_id: int, form: MultiDict[str, str], location: str) -> None:
    """Note where the sender is led, for the same form sent again."""
    idempotency.settle(session, idempotency.scope_of(user_id), form[FIELD], {"location": location})
