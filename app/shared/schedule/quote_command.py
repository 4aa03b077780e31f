"""`run.py quote`: reads loan terms as JSON from standard input and prints their schedule as JSON."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from app.shared.field_reader import FieldProblemsError
from app.shared.money import format_major
from app.shared.schedule.effective_rate import NoEffectiveRateError, schedule_rate_percent
from app.shared.schedule.quote_input import QuoteInput, read_quote_input
from app.shared.schedule.rules import build_schedule
from app.shared.schedule.terms import TermsError

USAGE = "usage: run.py quote < terms.json   (one object of terms, or a list of them)"
WRONG_INPUT = 2
MOST_PROBLEMS_SHOWN = 50
_SMALL_UNIT = "a unit small enough beside the principal that the loan still has an effective rate"


def main(argv: Sequence[str]) -> int:
    """Quote the terms on standard input; returns 0, or 2 after naming every wrong field on standard error."""
    if argv:
        help_asked = argv[0] in ("-h", "--help")
        (sys.stdout if help_asked else sys.stderr).write(f"{USAGE}\n")
        return 0 if help_asked else WRONG_INPUT
    try:
        output = quote(_decode(sys.stdin.buffer.read()))
    except FieldProblemsError as error:
        for line in error.problems[:MOST_PROBLEMS_SHOWN]:
            sys.stderr.write(f"{line}\n")
        return WRONG_INPUT
    sys.stdout.write(f"{output}\n")
    return 0


def quote(value: Any) -> str:
    """Return the JSON answer to decoded terms, a list of them for a list; raises FieldProblemsError."""
    if not isinstance(value, list):
        return _answers([("", value)])[0]
    return f"[{', '.join(_answers((f'[{index}]', item) for index, item in enumerate(value)))}]"


def _answers(items: Iterable[tuple[str, Any]]) -> list[str]:
    """Return one JSON answer an item, or raise with the problems of all: a list is answered whole or not at all."""
    # Kept as text: ten thousand schedules as dictionaries would cost more to hold than to make.
    answers: list[str] = []
    problems: list[str] = []
    for name, item in items:
        try:
            answers.append(json.dumps(_answer(read_quote_input(item, name))))
        except FieldProblemsError as error:
            problems += error.problems
        except TermsError as error:
            problems.append(f"{name + '.' if name else ''}{error.field}: accepts {error.accepts}")
        except NoEffectiveRateError:
            problems.append(f"{name + '.' if name else ''}interest_rounding.unit: accepts {_SMALL_UNIT}")
    if problems:
        raise FieldProblemsError(problems)
    return answers


def _answer(quoted: QuoteInput) -> dict[str, Any]:
    """Return the schedule with amounts and rates as strings in major units."""
    schedule, exponent = build_schedule(quoted.terms), quoted.exponent
    return {
        "instalment": None if schedule.instalment is None else format_major(schedule.instalment, exponent),
        "total_interest": format_major(schedule.total_interest, exponent),
        "eir_percent": str(schedule_rate_percent(schedule)),
        "rows": [
            {
                "k": row.k,
                "due_on": row.due_on.isoformat(),
                "days": row.days,
                "opening": format_major(row.opening, exponent),
                "interest": format_major(row.interest, exponent),
                "principal": format_major(row.principal, exponent),
                "payment": format_major(row.payment, exponent),
                "closing": format_major(row.closing, exponent),
            }
            for row in schedule.rows
        ],
    }


def _decode(raw: bytes) -> Any:
    """Return the JSON value in `raw`; raises FieldProblemsError for what is not strict JSON in UTF-8."""
    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_no_duplicates, parse_constant=_no_constants)
    except FieldProblemsError:
        raise
    except (ValueError, RecursionError) as error:
        raise FieldProblemsError([f"input: accepts one JSON object of terms or a list of them ({error})"]) from error


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        twice = next(name for name, _ in pairs if sum(name == other for other, _ in pairs) > 1)
        raise FieldProblemsError([f"{twice!a}: accepts one value, is given twice"])
    return values


def _no_constants(word: str) -> NoReturn:
    raise FieldProblemsError([f"input: {word} is not accepted anywhere"])
