"""Rows about other records and JSON values speak the reader's language: labels, names and links, never code names."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import delete
from werkzeug.datastructures import MultiDict

import app.registry
from app.extensions import db
from app.lowcode import catalog
from app.lowcode.screens.form import FactsForm
from app.lowcode.screens.json_value import parts_of, told
from app.security.acting import as_system
from app.servicing.ledger.model import Account, AccountKind
from app.shared.field import FieldFacts, FieldKind, fields_of, part
from app.shared.text import Message, msg
from tests.lowcode.screens.conftest import Lender, Visitor

Visit = Callable[[str], Visitor]


def _texts(html: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", html, re.DOTALL)]


@pytest.fixture
def vietnamese(visit: Visit) -> Visitor:
    auditor = visit("auditor")
    auditor.get("/language/vi?next=/")
    return auditor


@pytest.fixture
def assigned(visit: Visit, lender: Lender) -> int:
    """A lead that has been given to somebody: one command, one step, one change."""
    key = lender.leads[1]
    chosen = {"employee_id": lender.employees["lead"]}
    answer = visit("lead").post(f"/lead/do/assign/{key}", chosen, page=f"/lead/show/{key}")
    assert answer.status_code in (302, 409)  # the lender is the module's: an earlier test may have given it away
    return key


@pytest.fixture
def cash(app: Flask, lender: Lender) -> Iterator[int]:
    with app.app_context():
        with as_system(db.session, "test data") as session:
            account = Account(number="1011", name=msg("Cash on hand"), kind=AccountKind.ASSET)
            session.add(account)
            session.flush()
            key = account.id
            session.commit()
        db.session.remove()
    yield key
    with app.app_context():
        with as_system(db.session, "test data") as session:
            session.execute(delete(Account).where(Account.id == key))
            session.commit()
        db.session.remove()


class TestAuditLog:
    def test_names_record_and_command_and_leads_to_the_record(self, vietnamese: Visitor, assigned: int) -> None:
        html = vietnamese.get("/audit_entry/list/?f_action=lead.assign").text
        assert {"Khách hàng tiềm năng", "Phân công"} <= set(_texts(html))
        assert f'href="/lead/show/{assigned}">LEA-{assigned:06d}</a>' in html
        assert "lead.assign<" not in html.replace('value="lead.assign', "")

    def test_shows_a_change_as_field_before_and_after(self, vietnamese: Visitor, assigned: int) -> None:
        listed = vietnamese.get(f"/audit_entry/list/?f_action=edit&f_entity=Lead&f_record_id=LEA-{assigned:06d}").text
        key = re.search(r'href="/audit_entry/show/(\d+)', listed)[1]
        cells = _texts(vietnamese.get(f"/audit_entry/show/{key}").text)
        assert "Nguyễn Lead" in cells[cells.index("Người phụ trách") :]

    def test_a_filter_by_a_code_of_no_record_says_how_to_write_one(self, vietnamese: Visitor) -> None:
        answer = vietnamese.get("/audit_entry/list/?f_record_id=abc")
        assert answer.status_code == 400
        assert "CTR-000042" in answer.text

    def test_an_export_says_the_same(self, vietnamese: Visitor, assigned: int) -> None:
        asked = "?f_action=lead.assign"
        answer = vietnamese.post(f"/audit_entry/export/csv{asked}", page=f"/audit_entry/list/{asked}", buffered=True)
        assert f"Phân công,Khách hàng tiềm năng,LEA-{assigned:06d}" in answer.data.decode("utf-8-sig")

    def test_a_step_tells_its_states_in_words(self, vietnamese: Visitor, assigned: int) -> None:
        cells = _texts(vietnamese.get("/approval_step/list/").text)
        assert {"Phân công", "Trong danh sách chung", "Đã phân công"} <= set(cells)


class TestTextsTheSoftwareWrote:
    def test_are_told_in_the_readers_language_and_kept_in_one(self, app: Flask, vietnamese: Visitor, cash: int) -> None:
        assert "Tiền mặt tại quỹ" in _texts(vietnamese.get("/account/list/").text)
        with app.app_context(), as_system(db.session, "look") as session:
            assert session.get_one(Account, cash).name == Message("Cash on hand")

    def test_are_found_as_they_are_shown(self, vietnamese: Visitor, cash: int) -> None:
        for typed in ("tien mat tai quy", "Tiền mặt", "1011"):
            assert "Tiền mặt tại quỹ" in _texts(vietnamese.get("/account/list/", query_string={"q": typed}).text), typed
        assert "Tiền mặt tại quỹ" not in _texts(vietnamese.get("/account/list/?q=tiên").text)

    @pytest.mark.parametrize(
        ("typed", "kept"), [("Tiền mặt tại quỹ", Message("Cash on hand")), ("Quỹ {số} 1", "Quỹ {số} 1")]
    )
    def test_a_form_left_as_it_was_shown_changes_nothing(self, app: Flask, typed: str, kept: Message | str) -> None:
        facts = fields_of(Account)["name"]
        with app.test_request_context(headers={"Accept-Language": "vi"}):
            form = FactsForm([facts], typed=MultiDict({"name": typed}), values={"name": msg("Cash on hand")})
            assert form.validate()
            assert form.values() == {"name": kept}


class TestJsonValues:
    def test_every_json_field_says_what_it_holds(self) -> None:
        catalog.register(app.registry.ENTITIES)
        facts = [f for e in catalog.all_entities() for f in fields_of(e.model).values() if f.kind is FieldKind.JSON]
        lines_of_text = {"explained_points"}
        assert {f.name for f in facts if not (f.parts or f.of)} == lines_of_text

    def test_keys_and_values_are_told_by_their_facts(self, app: Flask) -> None:
        facts = FieldFacts(
            msg("Rows"),
            kind=FieldKind.JSON,
            parts=(
                part("due_on", "Due", FieldKind.DATE),
                part("principal", "Principal", FieldKind.MONEY),
                part("customer_id", "Customer", target="Customer"),
                part("*", "From contract year {key}", FieldKind.PERCENT),
            ),
        )
        row = {"due_on": "2026-02-15", "principal": 1500000, "customer_id": 7, "2": "3.5"}
        with app.test_request_context(headers={"Accept-Language": "vi"}):
            shown = parts_of(facts, [row], {("Customer", 7): "Lê Ngân"})
        assert shown == [
            {
                "Đến hạn": "15/02/2026",
                "Nợ gốc": "1.500.000\u00a0₫",
                "Khách hàng": "Lê Ngân",
                "Từ năm hợp đồng thứ 2": "3,5\u00a0%",
            }
        ]

    def test_an_unknown_key_is_shown_as_words(self, app: Flask) -> None:
        with app.test_request_context():
            assert parts_of(FieldFacts(msg("Any")), {"cut_off": True}) == {"Cut off": "Yes"}
            assert told(FieldFacts(msg("Customer"), target="Customer"), 9) == "9"
