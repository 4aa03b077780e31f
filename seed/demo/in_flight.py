"""Loans on their way today: one or two on every step, taken there by the people who may."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import select

from app.marketing.campaign.model import Channel
from app.origination.application.model import Application, LoanPurpose
from app.origination.appraisal.model import Appraisal, AppraisalKind, AppraisalResult, CheckResult
from app.origination.credit_assessment.model import CreditAssessment, CustomerHistory, Residence, Truthfulness
from app.origination.document_item.model import DocumentItem, DocumentStatus
from app.origination.scheme.model import Scheme
from app.parties.consent.model import Consent, ConsentMethod, ConsentPurpose
from app.parties.customer.model import Customer, Sex
from app.security.acting import as_system
from app.servicing.contract.model import Contract
from app.servicing.disbursement.model import Disbursement
from app.servicing.disbursement.rules import plain_name
from app.shared.clock import utc_now
from app.shared.field import choice_labels
from seed.demo.desk import Desk
from seed.demo.papers import application_papers, consent_form, identity_card, photo, signed_contract
from seed.demo.people import Applicant, applicant
from seed.demo.world import Person, World

_CHECKS = ("identity_check", "residence_check", "income_check", "purpose_check")
_POINTS = "Số tiền, lãi suất và lịch trả nợ\nLãi chậm trả\nBiện pháp thu hồi nợ"
# How many loans stop after each step; every loan passes the steps before its own.
STOPS = (
    ("draft", 2), ("submit", 2), ("start_desk_review", 2), ("request_documents", 1), ("pass_desk", 2),
    ("pass_field", 2), ("finish_analysis", 2), ("submit_scheme", 2), ("approve_l1", 2), ("approve_l2", 2),
    ("approve_l3", 1), ("start_contract", 1), ("check_business", 1), ("check_risk", 1), ("check_legal", 1),
    ("approve", 1), ("send", 1), ("sign", 1), ("request_payout", 1), ("check_payout", 2), ("approve_payout", 1),
    ("pay", 1), ("confirm", 1),
)  # fmt: skip


@dataclass
class Case:
    """One loan on its way, with its people."""

    seller: Person
    customer: Customer
    application: Application
    appraiser: Person | None = None
    contract: Contract | None = None
    payout: Disbursement | None = None
    note: str | None = None


class Walk:
    """Takes loans from the draft to the payout, step by step."""

    def __init__(self, world: World, desk: Desk, posts: dict[str, list[Person]]) -> None:
        self._world, self._desk, self._posts = world, desk, posts
        self._rng: Random = world.dice("in flight")

    def make(self) -> None:
        """Make every loan and take it to where it stops."""
        number = 0
        for stop, count in STOPS:
            for _ in range(count):
                seller = self._posts["sales_sg"][0 if number % 3 else 1]
                person = applicant(self._world, self._rng, "unsecured", self._world.as_of)
                self.take(self.draft(seller, self.customer(seller, person)), stop)
                number += 1

    def take(self, case: Case, stop: str) -> None:
        """Take a loan to where it stops; who is asked for documents brings none."""
        steps = [name for name, _ in STOPS]
        for step in steps[1 : steps.index(stop) + 1]:
            if step != "request_documents" or stop == step:
                getattr(self, f"_{step}")(case)

    def customer(self, seller: Person, person: Applicant) -> Customer:
        """Let the seller take in a customer with the consents that scoring needs."""
        customer = Customer(
            full_name=person.full_name,
            sex=Sex(person.sex),
            born_on=person.born_on,
            id_no=person.id_no,
            phone=person.phone,
            province="TP. Hồ Chí Minh",
            ward=person.ward,
            street=person.street,
            occupation=person.occupation,
            employer=person.employer,
            monthly_income=person.income,
            acquisition_source=choice_labels(Channel)[Channel.ZALO],
            id_image_id=self._desk.keep(seller, identity_card(person.full_name, person.id_no)),
        )
        self._desk.write(seller, customer)
        for purpose in (ConsentPurpose.CREDIT_SCORING, ConsentPurpose.CREDIT_BUREAU):
            self._desk.write(seller, self._consent(seller, customer, purpose))
        return customer

    def draft(self, seller: Person, customer: Customer, amount: int = 0) -> Case:
        """Let the seller draft an application of the customer."""
        rng = self._rng
        application = Application(
            customer_id=customer.id,
            product_id=self._world.products["unsecured"],
            amount=amount or rng.randrange(8, 29) * 1_000_000,
            term=rng.choice((9, 12, 18, 24)),
            purpose=rng.choice((LoanPurpose.HOUSEHOLD_GOODS, LoanPurpose.HOME_IMPROVEMENT, LoanPurpose.EDUCATION)),
        )
        return Case(seller, customer, self._desk.write(seller, application))

    def _consent(self, seller: Person, customer: Customer, purpose: ConsentPurpose) -> Consent:
        form = consent_form(customer.full_name, self._world.as_of)
        return Consent(
            customer_id=customer.id,
            purpose=purpose,
            data_types="Họ tên, số căn cước\nLịch sử tín dụng",
            source="Đơn đề nghị vay vốn",
            method=ConsentMethod.OTP,
            evidence_id=self._desk.keep(seller, form),
            text_version="2026-1",
        )

    def _submit(self, case: Case) -> None:
        self._desk.take(case.seller, case.application, "submit")
        with as_system(self._desk.session, "demo seed"):
            case.appraiser = self._world.person(case.application.appraiser_id or 0)

    def _start_desk_review(self, case: Case) -> None:
        self._desk.take(_given(case.appraiser), case.application, "start_desk_review")

    def _request_documents(self, case: Case) -> None:
        reason = "Bổ sung sao kê lương 3 tháng gần nhất."
        self._desk.take(_given(case.appraiser), case.application, "request_documents", reason=reason)

    def _pass_desk(self, case: Case) -> None:
        session = self._desk.session
        with as_system(session, "demo seed"):
            papers = session.scalars(
                select(DocumentItem).where(
                    DocumentItem.application_id == case.application.id,
                    DocumentItem.mandatory.is_(True),
                    DocumentItem.status == DocumentStatus.MISSING,
                )
            ).all()
        scan = application_papers(case.customer.full_name, case.application.id)
        for paper in papers:
            self._desk.take(case.seller, paper, "receive", file=scan)
            self._desk.take(_given(case.appraiser), paper, "verify")
        self._appraise(case, AppraisalKind.DESK)
        self._desk.take(_given(case.appraiser), case.application, "pass_desk")

    def _pass_field(self, case: Case) -> None:
        visit = {
            "visited_at": utc_now(),
            "gps": "10.7769, 106.7009",
            "photo_id": self._desk.keep(_given(case.appraiser), photo(case.application.id)),
            "met_person": case.customer.full_name,
            "address_match": True,
        }
        self._appraise(case, AppraisalKind.FIELD, **visit)
        self._desk.take(_given(case.appraiser), case.application, "pass_field")

    def _appraise(self, case: Case, kind: AppraisalKind, **visit: Any) -> None:
        appraisal = Appraisal(
            application_id=case.application.id,
            kind=kind,
            result=AppraisalResult.PASS,
            vehicle_check=CheckResult.NOT_APPLICABLE,
            findings="Hồ sơ đầy đủ, thông tin khớp với khai báo.",
            **dict.fromkeys(_CHECKS, CheckResult.OK),
            **visit,
        )
        self._desk.write(_given(case.appraiser), appraisal)
        self._desk.take(_given(case.appraiser), appraisal, "complete")

    def _finish_analysis(self, case: Case) -> None:
        analyst = self._posts["risk"][1]
        assessment = CreditAssessment(
            application_id=case.application.id,
            truthfulness=Truthfulness.CONSISTENT,
            bureau_pulled_at=utc_now(),
            bureau_score=self._rng.randrange(520, 700),
            bureau_group=1,
            worst_bureau_group_24m=1,
            lenders=1,
            net_income=max(18_000_000, case.application.amount),
            other_payments=0,
            income_months=self._rng.randrange(24, 90),
            residence=Residence.FAMILY,
            customer_history=CustomerHistory.NEW,
            contact_verified=True,
        )
        self._desk.write(analyst, assessment)
        self._desk.take(analyst, assessment, "score")
        self._desk.take(analyst, case.application, "finish_analysis")

    def _submit_scheme(self, case: Case) -> None:
        scheme = Scheme(
            application_id=case.application.id,
            amount=case.application.amount,
            annual_rate=Decimal(self._rng.choice((28, 30, 32, 34))),
            term=case.application.term,
            disburse_on=self._world.as_of,
            note=case.note,
        )
        self._desk.write(case.seller, scheme)
        self._desk.take(case.seller, case.application, "submit_scheme")

    def _approve_l1(self, case: Case) -> None:
        lead = self._posts["lead_south"][0]
        self._desk.take(lead, case.application, "approve_l1", reason="Phương án hợp lý, hồ sơ đầy đủ.")

    def _approve_l2(self, case: Case) -> None:
        self._desk.take(self._posts["risk"][0], case.application, "approve_l2", reason="Rủi ro kiểm soát được.")

    def _approve_l3(self, case: Case) -> None:
        small = case.application.amount <= 30_000_000
        person = self._posts["deputy" if small else "director"][0]
        self._desk.take(person, case.application, "approve_l3", reason="Đồng ý cho vay.")

    def _start_contract(self, case: Case) -> None:
        session = self._desk.session
        self._desk.take(case.seller, case.application, "start_contract")
        with as_system(session, "demo seed"):
            case.contract = session.scalars(
                select(Contract).where(Contract.application_id == case.application.id)
            ).one()

    def _check_business(self, case: Case) -> None:
        self._desk.take(self._posts["lead_south"][0], _given(case.contract), "check_business")

    def _check_risk(self, case: Case) -> None:
        self._desk.take(self._posts["risk"][2], _given(case.contract), "check_risk")

    def _check_legal(self, case: Case) -> None:
        self._desk.take(self._posts["legal"][0], _given(case.contract), "check_legal")

    def _approve(self, case: Case) -> None:
        self._desk.take(self._posts["director"][0], _given(case.contract), "approve")

    def _send(self, case: Case) -> None:
        self._desk.take(case.seller, _given(case.contract), "send")

    def _sign(self, case: Case) -> None:
        contract, today = _given(case.contract), self._world.as_of
        scan = signed_contract(contract.number or "", case.customer.full_name, today)
        self._desk.take(case.seller, contract, "explain", points=_POINTS, acknowledged=True)
        self._desk.take(case.seller, contract, "sign", signed_on=today, document=scan)

    def _request_payout(self, case: Case) -> None:
        contract, name = _given(case.contract), case.customer.full_name
        planned: date = self._world.as_of
        case.payout = Disbursement(
            contract_id=contract.id,
            amount=case.application.amount,
            planned_on=planned,
            funding_source="Nguồn vốn huy động",
            payee_name=name,
            account_name=plain_name(name),
            account_no=f"{self._rng.randrange(10**12):012d}",
            bank="Vietcombank",
        )
        self._desk.write(case.seller, case.payout)

    def _check_payout(self, case: Case) -> None:
        self._desk.take(self._posts["accountant"][0], _given(case.payout), "check")

    def _approve_payout(self, case: Case) -> None:
        self._desk.take(self._posts["deputy"][0], _given(case.payout), "approve")

    def _pay(self, case: Case) -> None:
        self._desk.take(self._posts["cashier_ho"][0], _given(case.payout), "pay")

    def _confirm(self, case: Case) -> None:
        reference = f"FT{self._world.as_of:%y%j}9{_given(case.payout).id:06d}"
        self._desk.take(self._posts["cashier_ho"][0], _given(case.payout), "confirm", bank_ref=reference)


def _given(value: Any) -> Any:
    """Return what an earlier step of the walk has left behind."""
    if value is None:
        raise RuntimeError("a step of the walk was left out")
    return value
