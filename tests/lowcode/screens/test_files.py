"""Files on the screens: sent with a form or a command, opened through their record, by nobody else."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.entry import AuditEntry
from app.extensions import db
from app.integrations.file_store import file_store
from app.parties.consent.model import Consent
from app.parties.customer.model import Customer
from app.security.acting import as_system
from tests.factories.parties import consent_facts
from tests.factories.uploads import PDF, PNG, a_paper, kept_file
from tests.lowcode.screens.conftest import Lender, Visitor

Visit = Callable[[str], Visitor]
FORM = {name: str(value) for name, value in consent_facts().items()}


@pytest.fixture
def papers(app: Flask, lender: Lender) -> dict[str, int]:
    """A consent with its evidence for a customer of each branch, and a picture of the identity card of each."""
    with app.app_context():
        with as_system(db.session, "test data") as session:
            made = {}
            for place in ("North", "South"):
                customer = session.get(Customer, lender.customers[f"{place} 0"])
                customer.id_image_id = kept_file(session, a_paper("căn cước.pdf"))
                row = Consent(
                    customer_id=customer.id,
                    evidence_id=kept_file(session, a_paper("phiếu đồng ý.pdf")),
                    **consent_facts(),
                )
                session.add(row)
                session.flush()
                made |= {place: row.id, f"{place} customer": customer.id}
            session.commit()
        db.session.remove()
    return made


def a_file(content: bytes = PDF, name: str = "phiếu.pdf") -> tuple[BytesIO, str]:
    return BytesIO(content), name


def consents(app: Flask, customer: int) -> list[Any]:
    with app.app_context():
        with as_system(db.session, "test") as session:
            columns = select(Consent.id, Consent.evidence_id).where(Consent.customer_id == customer)
            found = list(session.execute(columns))
        db.session.remove()
    return found


def openings(app: Flask, key: int) -> list[Any]:
    with app.app_context():
        with as_system(db.session, "test") as session:
            asked = select(AuditEntry.reason).where(AuditEntry.action == "customer.open", AuditEntry.record_id == key)
            found = list(session.scalars(asked))
        db.session.remove()
    return found


class TestSending:
    def test_a_form_brings_a_file_which_its_record_opens(self, app: Flask, visit: Visit, lender: Lender) -> None:
        north, customer = visit("north"), lender.customers["North 1"]
        answer = north.post("/consent/add", FORM | {"customer_id": customer, "evidence_id": a_file()})
        assert answer.status_code == 302, answer.text
        page = north.get(answer.location)
        assert "phiếu.pdf (1" in page.text
        key = consents(app, customer)[-1].id
        opened = north.get(f"/consent/file/evidence_id/{key}")
        assert opened.data == PDF
        assert opened.headers["Content-Disposition"].startswith("attachment;")
        assert opened.headers["X-Content-Type-Options"] == "nosniff"
        assert opened.headers["Cache-Control"] == "no-store"
        assert opened.mimetype == "application/pdf"

    @pytest.mark.parametrize(
        ("sent", "says"),
        [
            (None, "Please fill in this field."),
            ((b"<svg onload=alert(1)>", "a.svg"), "not accepted here"),
            ((b"<html>", "a.pdf"), "no PDF at all"),
            ((b"", "a.pdf"), "empty"),
            ((PDF.ljust(1025, b" "), "a.pdf"), "too large"),
        ],
    )
    def test_a_bad_file_is_refused_beside_its_field_and_the_rest_is_kept(
        self, app: Flask, visit: Visit, lender: Lender, monkeypatch: pytest.MonkeyPatch, sent: Any, says: str
    ) -> None:
        monkeypatch.setattr("app.shared.upload.SIZE_MAX", 1024)
        north, before = visit("north"), file_store().names()
        files = {"evidence_id": a_file(*sent)} if sent else {}
        answer = north.post("/consent/add", FORM | {"customer_id": lender.customers["North 2"]} | files)
        assert answer.status_code == 422
        assert says in answer.text
        assert "Lịch sử tín dụng" in answer.text
        assert consents(app, lender.customers["North 2"]) == []
        assert file_store().names() == before

    def test_a_good_file_of_a_refused_form_is_asked_for_again(self, visit: Visit, lender: Lender) -> None:
        before = file_store().names()
        answer = visit("north").post("/consent/add", FORM | {"purpose": "", "evidence_id": a_file()})
        assert answer.status_code == 422
        assert "Please choose phiếu.pdf again" in answer.text
        assert file_store().names() == before

    def test_a_text_in_place_of_a_file_is_no_file(self, visit: Visit, papers: dict[str, int], lender: Lender) -> None:
        facts = {"customer_id": lender.customers["North 2"], "evidence_id": "1"}
        assert visit("north").post("/consent/add", FORM | facts).status_code == 422

    def test_a_form_sent_twice_keeps_one_file(self, app: Flask, visit: Visit, lender: Lender) -> None:
        north, customer = visit("north"), lender.customers["North 2"]
        form = FORM | {"customer_id": customer} | north.tokens("/consent/add")
        for _ in range(2):
            assert north.client.post("/consent/add", data=form | {"evidence_id": a_file()}).status_code == 302
        assert len(consents(app, customer)) == 1
        other = north.client.post("/consent/add", data=form | {"evidence_id": a_file(PDF + b"other")})
        assert other.status_code == 409

    def test_without_its_token_a_form_brings_nothing(self, visit: Visit, lender: Lender) -> None:
        form = FORM | {"customer_id": lender.customers["North 1"], "evidence_id": a_file()}
        assert visit("north").client.post("/consent/add", data=form).status_code == 400

    def test_a_body_beyond_all_bounds_is_refused(
        self, app: Flask, visit: Visit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        north = visit("north")
        assert app.config["MAX_CONTENT_LENGTH"] == 25 * 1024 * 1024
        monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 10_000)
        answer = north.client.post("/consent/add", data={"evidence_id": a_file(b"x" * 10_000)})
        assert answer.status_code == 413
        assert "too large" in answer.text

    def test_editing_keeps_the_file_unless_another_comes(
        self, visit: Visit, papers: dict[str, int], lender: Lender
    ) -> None:
        steward, path = visit("steward"), f"/customer/edit/{papers['North customer']}"
        page = steward.get(path).text
        assert 'type="file"' in page
        place = {"branch_id": lender.branches["North"], "owner_id": lender.employees["north"]}
        facts = {"full_name": "Đặng Khác", "id_type": "cccd", "type": "individual", **place}
        answer = steward.post(path, facts)
        assert answer.status_code == 302, answer.text
        again = steward.post(path, facts | {"id_image_id": a_file(PNG, "mới.png")})
        assert again.status_code == 302, again.text
        opened = steward.post(
            f"/customer/reveal/id_image_id/{papers['North customer']}", {"reason": "looks at it"}, page=path
        )
        assert opened.data == PNG

    def test_the_auditor_sends_nothing(self, app: Flask, visit: Visit, papers: dict[str, int], lender: Lender) -> None:
        auditor, before = visit("auditor"), file_store().names()
        form = FORM | {"customer_id": lender.customers["North 1"], "evidence_id": a_file()}
        answer = auditor.post("/consent/add", form, page="/consent/list/")
        assert answer.status_code in (302, 403, 404)
        path = f"/consent/edit/{papers['North']}"
        assert auditor.post(path, {"evidence_id": a_file()}, page="/consent/list/").status_code in (302, 403, 404)
        assert file_store().names() == before


class TestOpening:
    """Pitfall 13: stock FAB serves any upload to whoever may download."""

    def test_a_file_of_another_branch_is_not_there(self, app: Flask, visit: Visit, papers: dict[str, int]) -> None:
        north = visit("north")
        assert north.get(f"/consent/file/evidence_id/{papers['North']}").status_code == 200
        assert north.get(f"/consent/file/evidence_id/{papers['South']}").status_code == 404
        foreign = f"/customer/reveal/id_image_id/{papers['South customer']}"
        answer = north.post(foreign, {"reason": "curiosity"}, page="/customer/list/")
        assert answer.status_code == 404
        assert openings(app, papers["South customer"]) == []

    def test_a_secret_file_is_opened_for_a_reason_that_is_kept(
        self, app: Flask, visit: Visit, papers: dict[str, int]
    ) -> None:
        north, key = visit("north"), papers["North customer"]
        address, page = f"/customer/reveal/id_image_id/{key}", f"/customer/show/{key}"
        assert "căn cước.pdf" in north.get(page).text
        assert north.post(address, {"reason": ""}, page=page).status_code == 422
        before = openings(app, key)
        opened = north.post(address, {"reason": "compares the card"}, page=page)
        assert opened.data == PDF
        assert opened.headers["Content-Disposition"].startswith("attachment;")
        assert openings(app, key) == [*before, "compares the card"]
        # Without a reason, by the way of the others, it is not there.
        assert north.get(f"/customer/file/id_image_id/{key}").status_code == 422

    def test_who_may_not_reveal_sees_that_it_exists_and_no_more(
        self, app: Flask, visit: Visit, papers: dict[str, int]
    ) -> None:
        auditor, key = visit("auditor"), papers["North customer"]
        page = auditor.get(f"/customer/show/{key}").text
        assert "PDF (1" in page
        assert "căn cước.pdf" not in page
        before = openings(app, key)
        answer = auditor.post(f"/customer/reveal/id_image_id/{key}", {"reason": "an audit"}, page="/customer/list/")
        assert answer.status_code in (302, 403, 404)
        assert auditor.get(f"/customer/file/id_image_id/{key}").status_code == 404
        assert openings(app, key) == before

    def test_a_hidden_field_hides_its_file(self, visit: Visit, papers: dict[str, int]) -> None:
        marketer = visit("marketer")
        assert "Evidence" not in marketer.get(f"/consent/show/{papers['North']}").text
        assert marketer.get(f"/consent/file/evidence_id/{papers['North']}").status_code == 404

    @pytest.mark.parametrize("name", ["purpose", "customer_id", "nonsense", "id_image_id"])
    def test_what_is_no_file_is_not_found(self, visit: Visit, papers: dict[str, int], name: str) -> None:
        assert visit("north").get(f"/consent/file/{name}/{papers['North']}").status_code == 404

    def test_a_stranger_is_asked_to_sign_in(self, app: Flask, papers: dict[str, int]) -> None:
        answer = app.test_client().get(f"/consent/file/evidence_id/{papers['North']}")
        assert answer.status_code in (302, 401)
        assert PDF not in answer.data
