"""Exports: the rows that a list shows as CSV or XLSX, masked as on screen, harmless to a spreadsheet, and audited.

A file is written row by row to disk and sent when it is whole: a fault half-way is an error, never a short file.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from sqlalchemy.orm import Session

from app.audit.listener import note_reason, record_event
from app.lowcode.export_files import MIME_TYPES, WRITERS, Sheet
from app.lowcode.language import Conventions, conventions
from app.lowcode.screens.listing import Listing, ordered
from app.lowcode.screens.naming import name_of
from app.lowcode.subject import is_about_another, told_of
from app.security.acting import acting_as, as_system
from app.security.masking import masked
from app.security.principal import Principal
from app.shared.clock import local_date, utc_now
from app.shared.errors import BadRequest, NotFound
from app.shared.field import FieldFacts, FieldKind
from app.shared.policy import UnknownPolicy, policy_value
from app.shared.record import Governed
from app.shared.text import Message, msg

ROW_LIMIT = 1_000  # where the policy says nothing
ROW_LIMIT_POLICY = "export.row_limit"
_BATCH = 1_000
_MEMORY_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Export:
    """A finished file, open at its beginning; the caller sends and closes it."""

    file: IO[bytes]
    name: str
    mime_type: str
    rows: int


def write_export(session: Session, listing: Listing, kind: str, *, reason: str = "") -> Export:
    """Write the listed rows that the user may export to a file and audit it; flushes, never commits.

    Raises NotFound for a kind other than csv and xlsx, Denied without the word `export`, BadRequest for more rows
    than the policy lets one of the user's roles take out at once.
    """
    if kind not in WRITERS:
        raise NotFound
    model, principal = listing.entity.model, listing.principal
    principal.require(model, "export")
    limit = row_limit(session, principal)
    lender = conventions()
    labels = [str(facts.label) for facts in listing.columns]
    made_at = utc_now().astimezone(lender.zone)
    sheet = Sheet(str(listing.entity.title), labels, listing.columns, f"{principal.name}, {made_at:%Y-%m-%d %H:%M}")
    file: IO[bytes] = SpooledTemporaryFile(max_size=_MEMORY_BYTES)  # noqa: SIM115 - the caller closes it
    with closing_on_failure(file):
        with acting_as(session, _exporting(principal, model)):
            count = WRITERS[kind](file, sheet, _rows(session, listing, limit, lender))
        _audit(session, listing, kind, count, reason)
    file.seek(0)
    name = re.sub(r"[^a-z0-9_]", "", listing.entity.slug)
    return Export(file, f"{name}-{made_at:%Y-%m-%d}.{kind}", MIME_TYPES[kind], count)


@contextmanager
def closing_on_failure(file: IO[bytes]) -> Iterator[None]:
    """Close the file when the block fails; otherwise whoever sends it does."""
    try:
        yield
    except BaseException:
        file.close()
        raise


def row_limit(session: Session, principal: Principal) -> int:
    """Return how many rows the widest of the user's roles may take out at once, by the policy of the day."""
    today = local_date(conventions().time_zone)
    found = []
    with as_system(session, "export limit") as plain:
        for role in sorted(principal.roles):
            found += _limits(plain, f"{ROW_LIMIT_POLICY}.{role.lower().replace(' ', '_')}", today)
        return max(found or _limits(plain, ROW_LIMIT_POLICY, today) or [ROW_LIMIT])


def _limits(session: Session, key: str, today: Any) -> list[int]:
    try:
        return [int(policy_value(session, key, today))]
    except UnknownPolicy:
        return []


def _exporting(principal: Principal, model: type[Governed]) -> Principal:
    """The user with their reading narrowed to what they may export: `read:company export:own` exports their own."""
    words = dict(principal.grants.get(model.__name__, {}))
    words["read"] = min(words["read"], words["export"]) if "read" in words else words["export"]
    return replace(principal, grants={**principal.grants, model.__name__: words})


def _rows(session: Session, listing: Listing, limit: int, lender: Conventions) -> Iterator[list[Any]]:
    statement = ordered(listing).limit(limit + 1).execution_options(yield_per=_BATCH)
    with session.execute(statement) as result:  # a refusal half-way must free the server's cursor
        for number, record in enumerate(result.scalars(), start=1):
            if number > limit:
                message = msg("An export holds at most {limit} rows: narrow the list with a filter.", limit=limit)
                raise BadRequest(message)
            yield [_cell(record, facts, listing.principal, lender) for facts in listing.columns]


def _cell(record: Governed, facts: FieldFacts, principal: Principal, lender: Conventions) -> Any:
    """Return a value for a spreadsheet: numbers and dates as such, choices and references by name."""
    value = getattr(record, facts.name)
    if value is None:
        return None
    if facts.mask is not None:
        return str(masked(value, facts.mask))
    if facts.kind is FieldKind.FILE:
        return str(msg("File"))
    if facts.kind is FieldKind.REFERENCE:
        return name_of(getattr(record, facts.name.removesuffix("_id")), principal) or None
    if facts.kind is FieldKind.CHOICE:
        plain = str(getattr(value, "value", value))
        return str(facts.choices.get(plain, plain))
    if is_about_another(facts):
        return told_of(record, facts)
    if facts.kind is FieldKind.MONEY:
        return Decimal(value).scaleb(-lender.exponent) if lender.exponent else value
    return _written(Decimal(value) if facts.kind is FieldKind.NUMBER else value, lender)


def _written(value: Any, lender: Conventions) -> Any:
    if isinstance(value, Decimal):
        return value.normalize()
    if isinstance(value, datetime):
        return value.astimezone(lender.zone).replace(tzinfo=None, microsecond=0)
    return str(value) if isinstance(value, Message) else value


def _audit(session: Session, listing: Listing, kind: str, count: int, reason: str) -> None:
    note_reason(session, reason)
    asked: dict[str, Any] = {"kind": kind, "rows": count, "columns": [facts.name for facts in listing.columns]}
    asked["filters"] = {f.facts.name: f.texts for f in listing.filters}
    if listing.search:
        asked["searched"] = True  # the text itself may be an identity number
    record_event(session, f"{listing.entity.slug}.export", reason=reason, changes=asked)
