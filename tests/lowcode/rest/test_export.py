"""Exports: what the list shows, harmless to a spreadsheet, within the limit, and in the audit log."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app.audit.entry import AuditEntry
from app.extensions import db
from app.lowcode import export
from app.lowcode.export_files import Sheet, harmless, write_csv, write_xlsx
from app.security.acting import as_system
from app.shared.field import FieldFacts, FieldKind
from app.shared.text import msg
from tests.lowcode.rest.conftest import person

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", '=HYPERLINK("http://x")']


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


class TestFiles:
    COLUMNS = (FieldFacts(msg("Text")), FieldFacts(msg("Amount"), kind=FieldKind.MONEY), FieldFacts(msg("Day")))
    ROWS = ([formula, Decimal("-12.50"), date(2026, 11, 22)] for formula in FORMULAS)

    @pytest.mark.parametrize("text", FORMULAS)
    def test_a_text_that_would_run_is_made_text(self, text):
        assert harmless(text).startswith("'")

    def test_numbers_and_plain_text_stay_as_they_are(self):
        assert [harmless(value) for value in (-5, Decimal(-5), "Đặng", None, True)] == [
            -5,
            Decimal(-5),
            "Đặng",
            None,
            True,
        ]

    def test_headers_are_guarded_and_numbers_stay_numbers(self):
        sheet = Sheet("T", ["=cmd", "Amount"], self.COLUMNS[:2], "Somebody & Sons, now")
        for write in (write_csv, write_xlsx):
            file = io.BytesIO()
            assert write(file, sheet, [["=1", Decimal("-12.50")], ["x", -7]]) == 2
            if write is write_csv:
                assert file.getvalue().decode("utf-8-sig").splitlines() == ["'=cmd,Amount", "'=1,-12.50", "x,-7"]
            else:
                found = CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue())).get_sheet_by_index(0).to_python()
                assert found == [["'=cmd", "Amount"], ["'=1", -12.5], ["x", -7]]


class TestRequest:
    def test_a_formula_in_a_name_is_harmless_and_masks_stay(self, api):
        api("north").post("customer/", person(61, full_name="=1+1"))
        rows = rows_of(api("steward").post("customer/export/csv?q=(columns:!(full_name,phone))", buffered=True))
        assert rows[0] == ["Full name", "Phone"]
        assert "'=1+1" in {row[0] for row in rows}
        assert all(row[1].startswith("09••") for row in rows[1:])

    def test_it_needs_its_word(self, api):
        assert api("north").post("customer/export/csv").status_code == 403
        assert api("steward").post("customer/export/exe").status_code == 404

    def test_it_is_audited_with_its_reason_and_size(self, api, app):
        answer = api("steward").post("customer/export/xlsx", {"reason": "Yearly check"}, buffered=True)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].endswith(".xlsx")
        with app.app_context(), as_system(db.session, "looking"):
            entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        assert (entry.action, entry.reason) == ("customer.export", "Yearly check")
        assert entry.changes["rows"] >= 6

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_more_rows_than_the_policy_allows_are_refused_without_a_file(self, api, monkeypatch, kind):
        monkeypatch.setattr(export, "row_limit", lambda *_: 2)
        answer = api("steward").post(f"customer/export/{kind}")
        assert answer.status_code == 400
        assert "2" in answer.json["message"]
