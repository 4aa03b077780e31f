"""The mapping file of an import: which column of a foreign loan book means what, in TOML."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.origination.application.model import LoanPurpose
from app.servicing.book_import.mapping_shape import check_shape
from app.shared.company import LenderType
from app.shared.errors import InvalidInput
from app.shared.money import Currency
from app.shared.rounding import RoundingMode
from app.shared.schedule.terms import RepaymentMethod
from app.shared.text import msg

# Every column that a book must have; the mapping names the file's heading for each.
COLUMNS = (
    "reference",
    "amount",
    "term",
    "annual_rate_percent",
    "instalment",
    "issue_month",
    "status",
    "grade",
    "product",
    "balance",
    "paid_total",
    "paid_principal",
    "paid_interest",
    "paid_late_fees",
)
OPTIONAL_COLUMNS = ("province", "occupation", "yearly_income")


@dataclass(frozen=True)
class Mapping:
    """`columns`: our name → heading. `statuses`: the file's word → on_the_books, settled or charged_off.

    `products`: the file's word → our purpose. `policies`: the lender's own parameters, as text.
    `issue_day`: the day of the issue month on which loans were paid out, and is taken as the day of their instalments;
    `issue_days`: the same for loans of one status, where the status itself tells where in the month the day lies.
    """

    name: str
    currency: Currency
    lender_type: LenderType
    as_of: date
    issue_day: int
    issue_days: dict[str, int]
    month_format: str
    method: RepaymentMethod
    instalment_unit: int
    instalment_mode: RoundingMode
    product_name: str
    columns: dict[str, str]
    statuses: dict[str, str]
    products: dict[str, str]
    grades: tuple[str, ...]
    policy_from: date
    policies: dict[str, str]


def read_mapping(path: Path) -> Mapping:
    """Return the mapping in a TOML file; raises InvalidInput naming what is missing or not understood."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(msg("The mapping file cannot be read: {reason}", reason=str(error))) from None
    try:
        return _mapping(content)
    except KeyError as error:
        raise InvalidInput(msg("The mapping file lacks the entry {name}.", name=str(error))) from None
    except (ValueError, TypeError) as error:
        raise InvalidInput(msg("The mapping file holds a wrong value: {reason}", reason=str(error))) from None


def _mapping(content: dict[str, Any]) -> Mapping:
    check_shape(content, COLUMNS, OPTIONAL_COLUMNS)
    book, columns, statuses = content["book"], content["columns"], content["statuses"]
    if wrong := set(statuses.values()) - {"on_the_books", "settled", "charged_off"}:
        raise ValueError(f"statuses: {min(wrong)} is none of on_the_books, settled, charged_off")
    issue_days = content.get("issue_days", {})
    if unknown := set(issue_days) - set(statuses):
        raise ValueError(f"issue_days: {min(unknown)} is no status")
    if wrong := set(content["products"].values()) - {purpose.value for purpose in LoanPurpose}:
        raise ValueError(f"products: {min(wrong)} is no purpose of a loan")
    return Mapping(
        name=book["name"],
        currency=Currency(book["currency"], book["currency_decimals"]),
        lender_type=LenderType(book["lender_type"]),
        as_of=book["as_of"],
        issue_day=book["issue_day"],
        issue_days=issue_days,
        month_format=book["issue_month_format"],
        method=RepaymentMethod(book["method"]),
        instalment_unit=book["instalment_rounding_unit"],
        instalment_mode=RoundingMode(book["instalment_rounding_mode"]),
        product_name=book["product"],
        columns=columns,
        statuses=statuses,
        products=content["products"],
        grades=tuple(content["grades"]),
        policy_from=content["policy"]["valid_from"],
        policies=content["policy"]["values"],
    )
