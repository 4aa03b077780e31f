"""Keeping files: sealed into the store and noted in the transaction, so that neither outlives the other's failure."""

from typing import Any

from sqlalchemy import event, insert
from sqlalchemy.orm import Session, SessionTransaction, scoped_session

from app.integrations.file_store import file_store
from app.lowcode.files.attachment import Attachment
from app.security.acting import current
from app.security.write_guard import NEW_FILES
from app.shared.clock import utc_now
from app.shared.errors import InvalidInput
from app.shared.keyring import keyring
from app.shared.upload import PAPER, Upload, problem_of_upload

_WRITTEN = "files_written"


def keep(session: Session | scoped_session[Any], upload: Upload) -> int:
    """Seal a file into the store and return the key of its attachment, to be set on the record it belongs to.

    The row goes past the ORM: flushing here would write, in somebody else's name, whatever else is pending.
    """
    plain = session() if isinstance(session, scoped_session) else session
    values = {"created_at": utc_now(), "created_by_id": current(plain).user_id, **stored(plain, upload)}
    table = Attachment.__table__
    key = plain.connection().scalar(insert(table).values(values).returning(table.c.id))
    plain.info.setdefault(NEW_FILES, set()).add(key)
    return int(key or 0)


def stored(session: Session, upload: Upload) -> dict[str, Any]:
    """Seal a file into the store and return the columns of its attachment, for the transaction that is to note it."""
    kind = upload.type
    problem = problem_of_upload(upload, PAPER)
    if problem or kind is None:
        raise InvalidInput(problem or "")
    made = Attachment(name=upload.name)
    place = file_store().put(keyring().seal(upload.content, made.seal))
    session.info.setdefault(_WRITTEN, []).append(place)
    return {
        "row_key": made.row_key,
        "name_cipher": made.name_cipher,
        "media_type": kind.media_type,
        "size": len(upload.content),
        "sha256": upload.sha256,
        "place": place,
    }


def kept(session: Session | scoped_session[Any], value: Any) -> Any:
    """Return the value of a field as it is stored: an upload is kept and becomes its key."""
    return keep(session, value) if isinstance(value, Upload) else value


def watch_files(session: scoped_session[Any] | type[Session] | Any) -> None:
    """Remove from the store what a transaction wrote that is rolled back."""
    event.listen(session, "before_commit", _make_durable)
    event.listen(session, "after_transaction_end", _remove)


def _make_durable(session: Session) -> None:
    """Bring the files to the disk before the rows; from here on nobody knows the outcome but the sweep."""
    if not session.in_nested_transaction() and (places := session.info.pop(_WRITTEN, ())):
        file_store().make_durable(places)


def _remove(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(NEW_FILES, None)
        for place in session.info.pop(_WRITTEN, ()):
            file_store().remove(place)
