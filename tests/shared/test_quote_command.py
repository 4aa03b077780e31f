"""The quote command: exact output, and every wrong field named."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.shared.schedule.quote_command import main

ROOT = Path(__file__).parents[2]
EXAMPLE: dict[str, Any] = {
    "principal": "50000000",
    "annual_rate_percent": "24",
    "method": "annuity",
    "periods": 12,
    "period": {"unit": "month", "every": 1},
    "disbursed_on": "2026-01-15",
    "first_due_on": None,
    "day_count": "ACT/365",
    "period_rate": "actual",
    "instalment_rounding": {"unit": "1000", "mode": "up"},
    "interest_rounding": {"unit": "1", "mode": "half_up"},
}
FIRST_ROW = {
    "k": 1,
    "due_on": "2026-02-15",
    "days": 31,
    "opening": "50000000",
    "interest": "1019178",
    "principal": "3706822",
    "payment": "4726000",
    "closing": "46293178",
}


class Quoted:
    """Runs the command on given bytes and keeps its status and both outputs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, sent: object) -> tuple[int, str, str]:
        raw = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
        self._monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
        status = main([])
        captured = self._capsys.readouterr()
        return status, captured.out, captured.err


@pytest.fixture
def quoted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Quoted:
    return Quoted(monkeypatch, capsys)


class TestAnswer:
    def test_is_the_published_example(self, quoted: Quoted) -> None:
        status, out, err = quoted(EXAMPLE)
        answer = json.loads(out)
        assert (status, err) == (0, "")
        assert list(answer) == ["instalment", "total_interest", "eir_percent", "rows"]
        assert (answer["instalment"], answer["total_interest"]) == ("4726000", "6705462")
        assert answer["eir_percent"] == "26.8251"
        assert list(answer["rows"][0].items()) == list(FIRST_ROW.items())

    def test_has_no_instalment_where_payments_are_not_level(self, quoted: Quoted) -> None:
        _, out, _ = quoted(EXAMPLE | {"method": "equal_principal"})
        assert json.loads(out)["instalment"] is None

    def test_counts_in_cents_where_a_unit_does(self, quoted: Quoted) -> None:
        cents = {"unit": "0.01", "mode": "up"}
        loan = {"principal": "28000", "annual_rate_percent": "14.07", "periods": 60, "period_rate": "nominal"}
        _, out, _ = quoted(EXAMPLE | loan | {"instalment_rounding": cents, "interest_rounding": cents})
        answer = json.loads(out)
        assert answer["instalment"] == "652.53"
        assert answer["rows"][0]["opening"] == "28000.00"

    def test_to_a_list_is_a_list_in_its_order(self, quoted: Quoted) -> None:
        _, out, _ = quoted([EXAMPLE, EXAMPLE | {"periods": 6}])
        assert [len(answer["rows"]) for answer in json.loads(out)] == [12, 6]

    def test_to_an_empty_list_is_empty(self, quoted: Quoted) -> None:
        assert quoted([]) == (0, "[]\n", "")


class TestRefusal:
    @pytest.mark.parametrize(
        ("field", "value", "accepts"),
        [
            ("principal", 50000000, "string with an amount"),
            ("principal", "5e7", "digits and a point only"),
            ("principal", "NaN", "digits and a point only"),
            ("principal", "Infinity", "digits and a point only"),
            ("principal", "٥٠٠", "digits and a point only"),
            ("principal", "50,000,000", "digits and a point only"),
            ("principal", "0", "above 0"),
            ("principal", "-1", "above 0"),
            ("principal", "1.00001", "at most 4 decimals"),
            ("principal", "9" * 40, "amount"),
            ("annual_rate_percent", "24%", "percent a year"),
            ("annual_rate_percent", "1000.01", "from 0 to 1000"),
            ("annual_rate_percent", "-1", "from 0 to 1000"),
            ("method", "flat", '"equal_principal"'),
            ("periods", 0, "from 1 to 1200"),
            ("periods", 12.0, "from 1 to 1200"),
            ("periods", True, "from 1 to 1200"),
            ("periods", "12", "from 1 to 1200"),
            ("period", "month", "unit and every"),
            ("disbursed_on", "15/01/2026", "YYYY-MM-DD"),
            ("disbursed_on", "2026-02-30", "YYYY-MM-DD"),
            ("disbursed_on", "20260115", "YYYY-MM-DD"),
            ("first_due_on", "2026-01-15", "after disbursed_on"),
            ("first_due_on", "", "YYYY-MM-DD"),
            ("day_count", "30E/360", '"30/360"'),
            ("period_rate", "flat", '"nominal"'),
            ("instalment_rounding", {"unit": "1000"}, "up"),
            ("interest_rounding", {"unit": "0", "mode": "up"}, "above 0"),
            ("interest_rounding", {"unit": "1", "mode": "up", "to": 1}, "unknown field"),
            ("instalment_rounding", {"unit": "10000000", "mode": "up"}, "leaves principal to repay"),
            ("currency", "USD", "unknown field"),
        ],
    )
    def test_names_the_field_and_what_it_accepts(self, quoted: Quoted, field: str, value: object, accepts: str) -> None:
        status, out, err = quoted(EXAMPLE | {field: value})
        assert (status, out) == (2, "")
        assert field in err
        assert accepts in err
        assert len(err.splitlines()) == 1

    def test_names_the_unit_that_leaves_no_effective_rate(self, quoted: Quoted) -> None:
        loan = {"principal": "1", "method": "interest_first", "periods": 1, "period": {"unit": "day", "every": 1}}
        status, _, err = quoted([EXAMPLE | loan | {"interest_rounding": {"unit": "1000", "mode": "up"}}])
        assert status == 2
        assert err.startswith("[0].interest_rounding.unit: accepts")

    def test_names_a_missing_field(self, quoted: Quoted) -> None:
        status, _, err = quoted({name: value for name, value in EXAMPLE.items() if name != "day_count"})
        assert status == 2
        assert err.startswith("day_count: missing; accepts one of")

    def test_names_all_fields_at_once_and_where_in_a_list(self, quoted: Quoted) -> None:
        status, out, err = quoted([EXAMPLE, EXAMPLE | {"method": "x", "periods": 0}])
        assert (status, out) == (2, "")
        assert [line.split(":")[0] for line in err.splitlines()] == ["[1].method", "[1].periods"]

    @pytest.mark.parametrize(
        "raw", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b"12", b'{"a": NaN}', b'{"periods": 1, "periods": 2}', b"null"]
    )
    def test_of_what_is_no_terms_at_all_is_a_message(self, quoted: Quoted, raw: bytes) -> None:
        status, out, err = quoted(raw)
        assert (status, out) == (2, "")
        assert "accept" in err

    def test_of_arguments_shows_the_usage(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["terms.json"]) == 2
        assert "quote < terms.json" in capsys.readouterr().err


@pytest.mark.services
def test_needs_the_standard_library_only() -> None:
    """Importing the command in a bare interpreter loads no installed package."""
    code = (
        "import sys; import app.shared.schedule.quote_command; "
        "print([n for n in sys.modules if n.split('.')[0] not in sys.stdlib_module_names | {'app', '__main__'}])"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
