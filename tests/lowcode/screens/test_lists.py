"""Lists: what they show to whom, and that what cannot be read is refused."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event

from app.extensions import db
from app.lowcode.export_files import harmless
from app.parties.consent.model import Consent, ConsentMethod, ConsentPurpose
from app.security.acting import as_system
from tests.factories.lender import Lender
from tests.lowcode.screens.conftest import Visitor

Visit = Callable[[str], Visitor]


@pytest.fixture(scope="module")
def consents(app: Flask, lender: Lender) -> dict[str, str]:
    """A consent of the north's customers 1 and 2: the codes of both, and what finds the first."""
    with app.app_context():
        with as_system(db.session, "test data") as session:
            rows = [
                Consent(
                    customer_id=lender.customers[f"North {number}"],
                    purpose=ConsentPurpose.LOAN_PROCESSING,
                    method=ConsentMethod.PAPER,
                    data_types="name",
                    source="branch",
                    text_version="1",
                )
                for number in (1, 2)
            ]
            session.add_all(rows)
            session.commit()
            codes = [row.code for row in rows]
        db.session.remove()
    phone = f"0912{lender.branches['North']:03d}001"
    return {
        "north": codes[0], "other": codes[1], "customer": f"CUS-{lender.customers['North 1']:06d}", "phone": phone
    }  # fmt: skip


def test_each_sees_the_rows_of_their_own_part(visit: Visit) -> None:
    mine, theirs = visit("north").get("/customer/list/").text, visit("south").get("/customer/list/").text
    assert "North Đặng 1" in mine
    assert "South" not in mine
    assert "South Đặng 1" in theirs


def test_the_count_and_the_filters_obey_the_same_rows(visit: Visit, lender: Lender) -> None:
    html = visit("north").get(f"/customer/list/?f_branch_id={lender.branches['South']}").text
    assert "Nothing matches" in html


@pytest.mark.parametrize(
    "query",
    [
        "page=abc", "page=0", "page=-1", "page=99999999", "size=x", "sort=unheard_of", "sort=id_no",
        "sort=monthly_income",
        "f_unknown=1", "f_debt_group_from=abc", "f_risk_grade=purple", "f_branch_id=x", "f_branch_id=-1",
        "f_branch_id=99999999999999999999", "f_born_on_from=1990-01-01", "f_blacklisted=maybe", "ids=1;2",
        "f_debt_group_from=Infinity", "f_debt_group_from=١", "f_risk_grade_from=low", "f_id_no=1",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_message(visit: Visit, query: str) -> None:
    answer = visit("north").get(f"/customer/list/?{query}")
    assert answer.status_code == 400
    assert "error-message" in answer.text


@pytest.mark.parametrize("path", ["/customer/show/99999999999999999999", "/customer/show/0", "/customer/show/x"])
def test_a_record_that_cannot_be_is_not_found(visit: Visit, path: str) -> None:
    assert visit("north").get(path).status_code == 404


def test_the_page_size_is_capped(visit: Visit) -> None:
    assert "Page size: 200" in visit("north").get("/customer/list/?size=1000000").text


@pytest.mark.parametrize("asked", ["đặng 1", "ĐẶNG 1", "Đặng"])
def test_search_finds_vietnamese_whatever_the_case(visit: Visit, asked: str) -> None:
    assert "North Đặng 1" in visit("north").get("/customer/list/", query_string={"q": asked}).text


def test_search_finds_a_whole_phone_number_but_no_part_of_it(visit: Visit, lender: Lender) -> None:
    north = visit("north")
    number = f"0912{lender.branches['North']:03d}001"
    assert "North Đặng 1" in north.get("/customer/list/", query_string={"q": number}).text
    assert "North Đặng 1" not in north.get("/customer/list/", query_string={"q": number[:7]}).text


def test_search_finds_by_what_a_record_names(visit: Visit, consents: dict[str, str]) -> None:
    north = visit("north")
    for asked in ("đặng 1", consents["customer"], consents["phone"]):
        html = north.get("/consent/list/", query_string={"q": asked}).text
        assert consents["north"] in html, asked
        assert consents["other"] not in html, asked


def test_search_by_a_name_stays_inside_what_the_reader_may_see(visit: Visit, consents: dict[str, str]) -> None:
    assert "Nothing matches" in visit("south").get("/consent/list/", query_string={"q": "North Đặng"}).text
    assert consents["north"] not in visit("marketer").get("/consent/list/", query_string={"q": "Đặng"}).text


def test_search_by_a_name_costs_no_further_question(app: Flask, visit: Visit, consents: dict[str, str]) -> None:
    north = visit("north")
    plain, searched = (statements(app, north, f"/consent/list/?q={q}") for q in ("", "Đặng"))
    assert searched <= plain


def test_search_characters_are_no_wildcards(visit: Visit) -> None:
    assert "Nothing matches" in visit("north").get("/customer/list/", query_string={"q": "%"}).text


def test_sensitive_values_are_masked(visit: Visit, lender: Lender) -> None:
    html = visit("north").get("/customer/list/").text
    assert f"{lender.branches['North']:06d}000001" not in html
    assert "••••••••0001" in html


def test_a_role_that_may_not_know_people_sees_no_trace_of_them(visit: Visit, lender: Lender) -> None:
    marketer, key = visit("marketer"), lender.customers["North 1"]
    pages = [f"/customer/{page}" for page in ("list/", f"show/{key}", f"history/{key}")] + ["/pick/customer?q="]
    for path in pages:
        assert "Đặng" not in marketer.get(path).text, path
    assert "Nothing matches" in marketer.get("/customer/list/", query_string={"q": "Đặng"}).text


def test_the_state_stands_where_no_screen_cuts_it_off(visit: Visit, consents: dict[str, str]) -> None:
    page = visit("north").get(f"/consent/list/?q={consents['north']}").text
    labels = re.findall(r'data-label="([^"]+)"', page)
    assert "Status" in labels[1:3], labels


def test_columns_are_kept_for_the_session(visit: Visit) -> None:
    north = visit("north")
    north.post("/customer/columns", {"column": ["full_name", "occupation"]}, page="/customer/list/")
    html = north.get("/customer/list/").text
    assert "Occupation</th>" in html.replace("</a>", "") or "sort=occupation" in html
    assert "sort=province" not in html


def test_a_list_asks_the_database_the_same_few_questions_however_long_it_is(app: Flask, visit: Visit) -> None:
    north = visit("north")
    north.get("/customer/list/")
    counts = [statements(app, north, f"/customer/list/?size={size}") for size in (1, 200)]
    assert counts[0] == counts[1] <= 12


def test_a_record_page_asks_few_questions(app: Flask, visit: Visit, lender: Lender) -> None:
    assert statements(app, visit("north"), f"/customer/show/{lender.customers['North 1']}") <= 12


def statements(app: Flask, visitor: Visitor, path: str) -> int:
    """Return how many statements the page sends to the database."""
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert visitor.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


class TestPicker:
    def test_offers_only_rows_the_user_may_see(self, visit: Visit) -> None:
        names = [row["text"] for row in visit("north").get("/pick/customer?q=Đặng").json["results"]]
        assert names == ["North Đặng 0", "North Đặng 1", "North Đặng 2"]

    def test_refuses_who_may_not_read_and_what_does_not_exist(self, app: Flask, visit: Visit) -> None:
        assert visit("north").get("/pick/audit_entry").status_code == 403
        ids = [row["id"] for row in visit("marketer").get("/pick/customer").json["results"]]
        assert ids == sorted(ids), "the order by a hidden name gives it away"
        assert visit("north").get("/pick/unheard_of").status_code == 404
        assert app.test_client().get("/pick/customer").status_code == 401


class TestExport:
    def test_holds_what_the_list_shows_and_is_audited(self, visit: Visit) -> None:
        steward = visit("steward")
        path = "/customer/export/csv?f_risk_grade=low"
        answer = steward.post(path, page="/customer/list/", buffered=True)
        rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
        assert [row[0] for row in rows[1:]] == ["South Đặng 0", "North Đặng 0"]
        assert rows[1][2] == "••••••••0000"
        assert "customer.export" in visit("auditor").get("/audit_entry/list/").text

    def test_xlsx_opens(self, visit: Visit) -> None:
        answer = visit("steward").post("/customer/export/xlsx", page="/customer/list/", buffered=True)
        assert answer.data[:2] == b"PK"

    def test_needs_the_right_and_a_post(self, visit: Visit) -> None:
        assert visit("north").post("/customer/export/csv", page="/customer/list/").status_code == 403
        assert visit("steward").get("/customer/export/csv").status_code == 405
        assert visit("steward").post("/customer/export/exe", page="/customer/list/").status_code == 404

    @pytest.mark.parametrize("text", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", " =1"])
    def test_formulas_are_made_harmless(self, text: str) -> None:
        assert harmless(text) == f"'{text}"
        assert harmless(-2) == -2
