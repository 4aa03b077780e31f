"""The sweep of the file store: what no attachment names is the leftover of a transaction that never ended."""

from datetime import timedelta

from sqlalchemy import select

from app.extensions import db
from app.integrations.file_store import file_store
from app.lowcode.files.attachment import Attachment
from app.shared.clock import utc_now

LEFT_ALONE_FOR = timedelta(days=1)  # longer than any transaction lasts


def sweep_files(*, left_alone_for: timedelta = LEFT_ALONE_FOR) -> int:
    """Remove old files that no attachment names; returns how many.

    The store is listed before the table is read, so that a file noted in between is never taken for an orphan.
    """
    store, before = file_store(), utc_now() - left_alone_for
    there = store.names()
    known = set(db.session().connection().scalars(select(Attachment.__table__.c.place)))
    orphans = store.older_than(before, there - known)
    for name in orphans:
        store.remove(name)
    return len(orphans)
