"""One row of a loan book as checked values, and everything that can be wrong or rounded in it; pure."""

import enum
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from app.servicing.book_import.mapping import Mapping
from app.servicing.book_import.mapping_shape import EARLIEST
from app.shared.errors import DomainError
from app.shared.money import parse_major, parse_plain_decimal
from app.shared.rounding import RoundingMode, round_to_unit
from app.shared.text import Message, msg

Value = TypeVar("Value")
# Wide enough for a consumer loan, narrow enough that a cell in the wrong column is noticed; amounts in major units.
AMOUNT_MAX, TERM_MAX, RATE_MAX, INCOME_MAX = 10_000_000, 360, 100, 1_000_000_000
FIRST_DAY = EARLIEST
_RATE_DECIMALS = Decimal("0.0001")
_TEXT_MAX = 200
_ROUND = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?[eE]\+?[0-9]{1,2}")


class Severity(enum.StrEnum):
    """A refused row stops the batch; a rounded one is loaded and reported; a differing one too."""

    REFUSED = "refused"
    ROUNDED = "rounded"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Finding:
    """What was found in one row: `column` is the file's heading, `line` the line of the file."""

    line: int
    column: str
    severity: Severity
    reason: Message


@dataclass(frozen=True)
class LoanRow:
    """Amounts in minor units; `rate` in percent a year; `standing` is on_the_books, settled or charged_off."""

    line: int
    reference: str
    amount: int
    term: int
    rate: Decimal
    instalment: int
    disbursed_on: date
    status: str
    standing: str
    grade: str
    purpose: str
    balance: int
    paid_principal: int
    paid_interest: int
    paid_late_fees: int
    province: str
    occupation: str
    yearly_income: int | None

    @property
    def written_off(self) -> int:
        """What a charged-off loan still owed."""
        return self.amount - self.paid_principal if self.standing == "charged_off" else 0


class RowReader:
    """Reads one row after another, remembering the references seen and every finding."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.findings: list[Finding] = []
        self._refused = 0
        self._seen: dict[str, int] = {}

    def read(self, line: int, cells: dict[str, str]) -> LoanRow | None:
        """Return the checked row, or None where it is refused; the findings say why, column by column."""
        before = self._refused
        money = {n: self._money(line, cells, n) for n in ("amount", "instalment", "balance")}
        paid = {n: self._money(line, cells, f"paid_{n}") for n in ("total", "principal", "interest", "late_fees")}
        values: dict[str, Any] = {
            "reference": self._reference(line, cells["reference"]),
            "term": self._convert(line, "term", cells, _term),
            "rate": self._convert(line, "annual_rate_percent", cells, _rate),
            "disbursed_on": self._convert(line, "issue_month", cells, partial(self._paid_out_on, cells["status"])),
            "grade": self._word(line, "grade", cells, self.mapping.grades),
            "standing": self.mapping.statuses.get(self._word(line, "status", cells, self.mapping.statuses)),
            "purpose": self.mapping.products.get(self._word(line, "product", cells, self.mapping.products)),
        }
        income = self._convert(line, "yearly_income", cells, self._income) if cells.get("yearly_income") else None
        for name in ("reference", "province", "occupation"):
            if not _is_plain(cells.get(name, "")):
                self._find(line, name, msg("At most 200 characters, none of them a control character."))
        if self._refused == before:
            self._check_sums(line, money, paid, values["standing"])
        if self._refused != before:
            return None
        return LoanRow(
            line=line,
            **values,
            amount=money["amount"],
            instalment=money["instalment"],
            balance=money["balance"],
            status=cells["status"],
            paid_principal=paid["principal"],
            paid_interest=paid["interest"],
            paid_late_fees=paid["late_fees"],
            province=cells.get("province", ""),
            occupation=cells.get("occupation", ""),
            yearly_income=income,
        )

    def _find(self, line: int, name: str, reason: Message, severity: Severity = Severity.REFUSED) -> None:
        self._refused += severity is Severity.REFUSED
        self.findings.append(Finding(line, self.mapping.columns.get(name, name) or "(no heading)", severity, reason))

    def _convert(self, line: int, name: str, cells: dict[str, str], convert: Callable[[str], Value]) -> Value | None:
        try:
            return convert(cells[name])
        except DomainError as error:
            self._find(line, name, error.message)
        except ValueError:
            self._find(line, name, msg("“{value}” is not what this column holds.", value=cells[name][:40]))
        return None

    def _money(self, line: int, cells: dict[str, str], name: str) -> int:
        """Return minor units; more decimals than the currency has are rounded half up, and the row says so."""
        exponent = self.mapping.currency.exponent

        def convert(text: str) -> int:
            number = parse_plain_decimal(text)
            if not 0 <= number <= AMOUNT_MAX:
                raise ValueError(text)
            minor = round_to_unit(number.scaleb(exponent), 1, RoundingMode.HALF_UP)
            if number.scaleb(exponent) != minor:
                self._find(line, name, msg("{value} was rounded to whole cents.", value=text), Severity.ROUNDED)
                return minor
            return parse_major(text.rstrip("0").rstrip(".") if "." in text else text, exponent)

        return self._convert(line, name, cells, convert) or 0

    def _reference(self, line: int, text: str) -> str:
        if not text:
            self._find(line, "reference", msg("Please fill in this field."))
        elif text in self._seen:
            self._find(line, "reference", msg("Line {line} has the same number.", line=self._seen[text]))
        self._seen.setdefault(text, line)
        return text

    def _word(self, line: int, name: str, cells: dict[str, str], known: Any) -> str:
        if cells[name] not in known:
            self._find(line, name, msg("“{value}” is not in the mapping file.", value=cells[name][:40]))
        return cells[name]

    def _paid_out_on(self, status: str, text: str) -> date:
        month = datetime.strptime(text, self.mapping.month_format)  # noqa: DTZ007 - a month has no time zone
        day = month.date().replace(day=self.mapping.issue_days.get(status, self.mapping.issue_day))
        if not FIRST_DAY <= day <= self.mapping.as_of:
            raise ValueError(text)
        return day

    def _income(self, text: str) -> int:
        # Spreadsheets write round incomes as 1e+05; two digits of exponent are plenty.
        income = Decimal(text) if _ROUND.fullmatch(text) else parse_plain_decimal(text)
        if not 0 <= income <= INCOME_MAX:
            raise ValueError(text)
        return round_to_unit(income.scaleb(self.mapping.currency.exponent), 1, RoundingMode.HALF_UP)

    def _check_sums(self, line: int, money: dict[str, int], paid: dict[str, int], standing: str | None) -> None:
        if not money["amount"]:
            self._find(line, "amount", msg("A loan has an amount above zero."))
        owed = money["amount"] - paid["principal"]
        if owed < 0:
            self._find(line, "paid_principal", msg("More principal was paid than was lent."))
        elif standing != "charged_off" and money["balance"] != owed:
            self._find(line, "balance", msg("The balance is not the amount less the principal paid."))
        elif standing == "settled" and owed:
            self._find(line, "status", msg("A settled loan still owes principal."))
        # The parts were rounded one by one, so that their sum may miss the rounded total by a unit each.
        if abs(paid["total"] - paid["principal"] - paid["interest"] - paid["late_fees"]) > 2:
            self._find(line, "paid_total", msg("The parts paid do not add up to the total paid."))


def _is_plain(text: str) -> bool:
    return len(text) <= _TEXT_MAX and not any(unicodedata.category(c) == "Cc" for c in text)


def _term(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= TERM_MAX:
        raise ValueError(text)
    return int(text)


def _rate(text: str) -> Decimal:
    rate = parse_plain_decimal(text)
    if not 0 <= rate <= RATE_MAX or rate % _RATE_DECIMALS:
        raise ValueError(text)
    return rate
