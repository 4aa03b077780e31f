"""Whatever is sent to the quote command, it answers a schedule or names what is wrong; it never breaks."""

import io
import json
import re
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.shared.schedule.quote_command import main
from tests.shared.test_quote_command import EXAMPLE

_FIELD = re.compile(r"(\[\d+\]\.?)?('[^']*'|[\w.]+)?: .*(accept|unknown|missing)", re.DOTALL)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
AMOUNTS = st.one_of(
    st.integers(1, 10**13).map(str),
    st.decimals(min_value="0.0001", max_value=10**9, places=2, allow_nan=False).map(str),
)
DAYS = st.dates().map(lambda day: day.isoformat())
ROUNDING = st.fixed_dictionaries(
    {
        "unit": st.sampled_from(["0.01", "1", "100", "1000", "1000000", "50000000"]),
        "mode": st.sampled_from(["up", "down", "half_up", "half_even"]),
    }
)
PLAUSIBLE = st.fixed_dictionaries(
    {
        "principal": AMOUNTS,
        "annual_rate_percent": st.decimals(min_value=0, max_value=1000, places=4, allow_nan=False).map(str),
        "method": st.sampled_from(["annuity", "equal_principal", "interest_first"]),
        "periods": st.integers(1, 60),
        "period": st.fixed_dictionaries(
            {"unit": st.sampled_from(["day", "week", "month"]), "every": st.integers(1, 366)}
        ),
        "disbursed_on": DAYS,
        "first_due_on": st.none() | DAYS,
        "day_count": st.sampled_from(["ACT/365", "ACT/360", "30/360"]),
        "period_rate": st.sampled_from(["actual", "nominal"]),
        "instalment_rounding": ROUNDING,
        "interest_rounding": ROUNDING,
    }
)
BROKEN = st.builds(lambda name, value: EXAMPLE | {name: value}, st.sampled_from(sorted(EXAMPLE)), ANYTHING)
TOLERANT = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a function that sends bytes to the command and returns status and both outputs."""

    def send(raw: bytes) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
        status = main([])
        return status, *capsys.readouterr()

    return send


def is_right(terms: dict[str, Any], answer: dict[str, Any]) -> None:
    """Prove that a quoted schedule repays the principal in rows that follow from each other."""
    rows = answer["rows"]
    amounts = [[Decimal(row[name]) for name in ("opening", "principal", "closing")] for row in rows]
    assert len(rows) == terms["periods"]
    assert sum(principal for _, principal, _ in amounts) == Decimal(terms["principal"])
    assert amounts[-1][2] == 0
    assert all(before[2] == after[0] for before, after in pairwise(amounts))
    assert [row["due_on"] for row in rows] == sorted({row["due_on"] for row in rows})
    assert (answer["instalment"] is not None) == (terms["method"] == "annuity")


@given(terms=PLAUSIBLE)
@TOLERANT
def test_of_plausible_terms_is_a_right_schedule_or_names_a_field(run: Any, terms: dict[str, Any]) -> None:
    status, out, err = run(json.dumps(terms).encode())
    if status == 0:
        is_right(terms, json.loads(out))
        return
    assert (status, out) == (2, "")
    assert all(_FIELD.match(line) for line in err.splitlines()), err


@given(value=BROKEN | ANYTHING | st.lists(BROKEN, max_size=3))
@TOLERANT
def test_of_anything_else_is_a_message(run: Any, value: Any) -> None:
    status, out, err = run(json.dumps(value).encode())
    assert status in (0, 2)
    assert (out == "") is (status == 2)
    assert (err != "") is (status == 2)
    assert "Traceback" not in err


@given(raw=st.binary(max_size=60))
@TOLERANT
def test_of_any_bytes_is_a_message(run: Any, raw: bytes) -> None:
    status, out, err = run(raw)
    assert status == 2 or json.loads(out) == []
    assert "Traceback" not in err
