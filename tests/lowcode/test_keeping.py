"""Kept files are sealed, live and die with their transaction, and are set on a record only by whoever sent them."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.extensions import db, writing
from app.integrations.file_store import file_store
from app.lowcode.catalog import entity_of
from app.lowcode.files.attachment import Attachment
from app.lowcode.files.keeping import keep
from app.lowcode.files.opening import described, open_file
from app.lowcode.files.sweep import sweep_files
from app.parties.consent.model import Consent
from app.parties.customer.model import Customer
from app.people.branch import Branch
from app.people.employee import Employee
from app.security.acting import as_system
from app.security.roles import Role
from app.shared.errors import Conflict, Denied, InvalidInput, NotFound
from tests.factories.parties import consent_facts, make_consent, make_customer
from tests.factories.people import make_branch, make_employee, signed_in
from tests.factories.uploads import PDF, a_paper, kept_file


@pytest.fixture
def branch(session: Session) -> Branch:
    return make_branch(session)


@pytest.fixture
def seller(session: Session, branch: Branch) -> Employee:
    return make_employee(session, Role.SALES, branch)


@pytest.fixture
def customer(session: Session, branch: Branch, seller: Employee) -> Customer:
    return make_customer(session, branch, owner_id=seller.id)


class TestSealing:
    def test_neither_content_nor_name_can_be_read_on_disk_or_in_the_row(self, session: Session) -> None:
        planted = PDF + b"079191000042 Nguyen Van Bi Mat"
        key = kept_file(session, a_paper("can-cuoc-079191000042.pdf", planted))
        row = described(session, [key])[key]
        on_disk = file_store().get(row.place)
        assert b"079191000042" not in on_disk
        assert b"%PDF" not in on_disk
        columns = session.connection().execute(select(Attachment.__table__).where(Attachment.__table__.c.id == key))
        assert "079191000042" not in str(columns.one())
        assert (row.name, row.size) == ("can-cuoc-079191000042.pdf", len(planted))

    def test_content_moved_to_another_row_does_not_open(self, session: Session, customer: Customer) -> None:
        with as_system(session, "test"):
            consent = make_consent(session, customer_id=customer.id, evidence_id=kept_file(session))
        other = kept_file(session, a_paper(content=PDF + b"another"))
        rows = described(session, [consent.evidence_id or 0, other])
        mine, theirs = rows[consent.evidence_id or 0], rows[other]
        store = file_store()
        store._write(store._path("0" * 32), store.get(theirs.place))
        try:
            with as_system(session, "test"):
                assert open_file(session, entity_of(Consent), consent, "evidence_id").content == PDF
            store.remove(mine.place)
            store._write(store._path(mine.place), store.get("0" * 32))
            with as_system(session, "test"), pytest.raises(Conflict, match="damaged or missing"):
                open_file(session, entity_of(Consent), consent, "evidence_id")
        finally:
            store.remove("0" * 32)

    def test_a_lost_file_is_said_to_be_lost(self, session: Session, customer: Customer, seller: Employee) -> None:
        consent = make_consent(session, customer_id=customer.id, evidence_id=kept_file(session))
        file_store().remove(described(session, [consent.evidence_id or 0])[consent.evidence_id or 0].place)
        with signed_in(session, seller), pytest.raises(Conflict, match="damaged or missing"):
            open_file(session, entity_of(Consent), consent, "evidence_id")

    def test_the_row_is_never_changed(self, session: Session) -> None:
        key = kept_file(session)
        with pytest.raises(DatabaseError, match="posted"):
            session.connection().execute(text("UPDATE attachment SET size = 1 WHERE id = :id"), {"id": key})


class TestTransaction:
    def test_a_file_that_is_rolled_back_leaves_the_store(self, app: Flask) -> None:
        with app.app_context(), writing():
            before = file_store().names()
            kept_file(db.session())
            assert len(file_store().names() - before) == 1
            db.session.rollback()
            assert file_store().names() == before

    def test_a_file_that_is_committed_stays(self, app: Flask) -> None:
        with app.app_context(), writing():
            before = file_store().names()
            kept_file(db.session())
            db.session.commit()
            db.session.remove()
            assert len(file_store().names() - before) == 1

    def test_a_savepoint_does_not_let_it_go(self, app: Flask) -> None:
        with app.app_context(), writing():
            before = file_store().names()
            with db.session.begin_nested():
                kept_file(db.session())
            db.session.rollback()
            assert file_store().names() == before

    def test_the_sweep_takes_what_no_row_names_and_only_when_it_is_old(self, app: Flask) -> None:
        with app.app_context(), writing():
            key = kept_file(db.session())
            place = described(db.session(), [key])[key].place
            db.session.commit()
            orphan = file_store().put(b"left behind by a process that was killed")
            assert sweep_files() == 0
            sweep_files(left_alone_for=timedelta(seconds=-5))
            names = file_store().names()
            assert place in names
            assert orphan not in names
            db.session.remove()


class TestRights:
    def test_a_user_sets_only_what_was_sent_in_the_same_breath(
        self, session: Session, branch: Branch, customer: Customer, seller: Employee
    ) -> None:
        other = make_customer(session, branch, owner_id=seller.id, id_no="079191777002")
        theirs = make_consent(session, customer_id=other.id, evidence_id=kept_file(session)).evidence_id
        session.info.pop("files_of_this_transaction")
        with signed_in(session, seller):
            session.add(Consent(customer_id=customer.id, evidence_id=theirs, **consent_facts()))
            with pytest.raises(InvalidInput, match="evidence_id"):
                session.flush()

    def test_a_consent_needs_its_evidence(self, session: Session, customer: Customer, seller: Employee) -> None:
        with signed_in(session, seller):
            session.add(Consent(customer_id=customer.id, **consent_facts()))
            with pytest.raises(InvalidInput) as refusal:
                session.flush()
            assert "evidence_id" in refusal.value.fields

    def test_an_old_consent_without_evidence_is_edited_but_none_is_taken_away(
        self, session: Session, branch: Branch, customer: Customer
    ) -> None:
        care = make_employee(session, Role.CARE, branch)
        old = make_consent(session, customer_id=customer.id)
        proved = make_consent(session, customer_id=customer.id, evidence_id=kept_file(session))
        with signed_in(session, care):
            old.retention = "10 năm"
            session.flush()
            proved.evidence_id = None
            with pytest.raises(InvalidInput):
                session.flush()

    def test_no_user_reads_the_table_of_files(self, session: Session, seller: Employee) -> None:
        kept_file(session)
        with signed_in(session, seller):
            assert session.scalars(select(Attachment)).all() == []

    def test_a_secret_file_asks_for_the_right_and_a_reason(
        self, session: Session, branch: Branch, seller: Employee
    ) -> None:
        entity, cashier = entity_of(Customer), make_employee(session, Role.CASHIER, branch)
        customer = make_customer(session, branch, owner_id=seller.id, id_image_id=kept_file(session))
        with signed_in(session, cashier), pytest.raises(NotFound):
            open_file(session, entity, customer, "id_image_id", reason="I should like to see it")
        with signed_in(session, seller), pytest.raises(InvalidInput):
            open_file(session, entity, customer, "id_image_id", reason="  ok ")
        with signed_in(session, seller):
            assert open_file(session, entity, customer, "id_image_id", reason="checks the card").content == PDF

    def test_nobody_keeps_a_file_without_being_somebody(self, session: Session) -> None:
        with pytest.raises(Denied):
            keep(session, a_paper())
