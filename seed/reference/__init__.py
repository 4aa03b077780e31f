"""Reference lists of every installation: sourced policy parameters, holidays, accounts, required documents."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.origination.document_requirement import DocumentGroup, DocumentRequirement
from app.security.acting import as_system
from app.servicing.ledger.model import Account, AccountKind, AccountRole
from app.shared.company import ensure_company
from app.shared.holiday import Holiday
from app.shared.policy import PolicyParameter, PolicyStatus
from app.shared.product_class import ProductClass

_FOLDER = Path(__file__).parent


def load(session: Session) -> None:
    """Add what is missing: the company's row, parameters, holidays, accounts, the first list of documents."""
    with as_system(session, "reference data"):
        ensure_company(session)
        known = set(session.scalars(select(PolicyParameter.key)))
        for row in rows("policy_parameters"):
            if row["key"] not in known:
                first = date.fromisoformat(row.pop("valid_from"))
                session.add(PolicyParameter(**row, valid_from=first, status=PolicyStatus.APPROVED))
        days = set(session.scalars(select(Holiday.day)))
        for row in rows("holidays"):
            day = date.fromisoformat(row["day"])
            if day not in days:
                session.add(Holiday(day=day, name=row["name"]))
        roles = set(session.scalars(select(Account.role)))
        for row in rows("accounts"):
            if row["role"] not in roles:
                session.add(
                    Account(
                        number=row["number"],
                        name=row["name"],
                        kind=AccountKind(row["kind"]),
                        role=AccountRole(row["role"]),
                    )
                )
        if session.scalars(select(DocumentRequirement.id)).first() is None:
            session.add_all(map(_document, rows("document_requirements")))
        session.flush()


def texts() -> set[str]:
    """Return what the reference lists hold for every reader: names of accounts, units and sources of parameters."""
    parameters = {row[name] for row in rows("policy_parameters") for name in ("unit", "source")}
    return parameters | {row["name"] for row in rows("accounts")}


def _document(row: dict[str, str]) -> DocumentRequirement:
    return DocumentRequirement(
        name=row["name"],
        group=DocumentGroup(row["group"]),
        product_class=ProductClass(row["product_class"]) if row["product_class"] else None,
        mandatory=row["mandatory"] == "yes",
    )


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one list by the headings of its columns."""
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
