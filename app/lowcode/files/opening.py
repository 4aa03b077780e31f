"""Opening files: through the record they belong to, by whoever may read it, secret ones for a reason and on record."""

import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.listener import record_event
from app.integrations.file_store import file_store
from app.lowcode.entity import Entity
from app.lowcode.files.attachment import Attachment
from app.lowcode.reveal import count_reveal, reason_of
from app.lowcode.values import readable_fields
from app.security.acting import current
from app.security.row_rule import reaches
from app.shared.errors import Conflict, NotFound
from app.shared.field import FieldKind
from app.shared.keyring import WrongKey, keyring
from app.shared.record import Governed
from app.shared.text import msg

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OpenFile:
    """A file as it was sent in; to be served as a download, whatever its kind."""

    name: str
    media_type: str
    content: bytes


def open_file(session: Session, entity: Entity, record: Governed, name: str, *, reason: Any = None) -> OpenFile:
    """Return the file in the field `name` of a record that the user has been found to read; flushes, never commits.

    Raises NotFound where the user may not see the field or there is no file, and for a secret file also without the
    right to reveal; InvalidInput for a secret file without a reason; Conflict where the store has lost or changed it.
    """
    principal, model = current(session), entity.model
    facts = readable_fields(model, principal).get(name)
    if facts is None or facts.kind is not FieldKind.FILE or getattr(record, name) is None:
        raise NotFound
    if facts.mask is not None:
        if not reaches(session, principal, model, "reveal", record.id):
            raise NotFound
        said = reason_of(reason)
        count_reveal(session, principal)
    attachment = described(session, [getattr(record, name)])[getattr(record, name)]
    try:
        content = keyring().unseal(file_store().get(attachment.place), attachment.seal)
    except (FileNotFoundError, WrongKey) as error:
        log.exception("attachment %s cannot be opened", attachment.id)
        raise Conflict(msg("This file is damaged or missing in the file store. Tell your administrator.")) from error
    if facts.mask is not None:
        about = {"field": name, "file": attachment.code}
        record_event(session, f"{entity.slug}.open", record, reason=said, changes=about)
    return OpenFile(attachment.name, attachment.media_type, content)


def described(session: Session, keys: list[int]) -> dict[int, Attachment]:
    """Return key → attachment, unattached to the session, for keys read off records that the user may read."""
    table = Attachment.__table__
    rows = session.connection().execute(select(table).where(table.c.id.in_(keys)))
    return {row.id: Attachment(**row._mapping) for row in rows}  # noqa: SLF001 - SQLAlchemy's public name
