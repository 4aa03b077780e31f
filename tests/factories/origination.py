"""A lender's staff, and loans on every step of their way, taken there by those who may."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.lowcode.perform import perform
from app.origination.application.model import Application, LoanPurpose
from app.origination.appraisal.model import Appraisal, AppraisalKind, AppraisalResult, CheckResult
from app.origination.collateral import Collateral
from app.origination.credit_assessment.model import CreditAssessment, CustomerHistory, Residence, Truthfulness
from app.origination.document_item.model import DocumentItem, DocumentStatus
from app.origination.scheme.model import Scheme
from app.origination.vehicle import Vehicle
from app.parties.consent.model import ConsentPurpose
from app.parties.customer.model import Customer
from app.people.authority_limit.model import Authority
from app.people.branch import Branch
from app.people.employee import Employee
from app.products.product.model import Product
from app.security.acting import as_system
from app.security.roles import Role
from app.servicing.contract.model import Contract
from app.shared.clock import utc_now
from app.shared.company import business_date
from app.shared.product_class import ProductClass
from app.shared.record import Governed
from tests.factories.parties import make_consent, make_customer
from tests.factories.people import make_branch, make_employee, make_limit, signed_in
from tests.factories.products import make_product
from tests.factories.uploads import a_paper, a_photo, kept_file

_numbers = count(1)
Row = TypeVar("Row", bound=Governed)


@dataclass(frozen=True)
class Staff:
    """One branch with everybody a loan passes; `analyst` scores, `reviewer` and `risk_head` are of risk too."""

    branch: Branch
    seller: Employee
    lead: Employee
    appraiser: Employee
    analyst: Employee
    reviewer: Employee
    risk_head: Employee
    manager: Employee
    second_manager: Employee
    lawyer: Employee


def make_staff(session: Session) -> Staff:
    """Hire the staff of a new branch; the manager decides up to 30 million, the committee up to 800."""
    branch = make_branch(session)
    lead = make_employee(session, Role.TEAM_LEAD, branch)
    roles = (Role.APPRAISER, Role.RISK, Role.RISK, Role.RISK, Role.MANAGER, Role.MANAGER, Role.LEGAL)
    people = [make_employee(session, role, branch) for role in roles]
    seller = make_employee(session, Role.SALES, branch, manager_id=lead.id)
    staff = Staff(branch, seller, lead, *people)
    make_limit(session, staff.manager, Authority.APPROVER, 30_000_000, product_class=ProductClass.UNSECURED)
    make_limit(session, staff.risk_head, Authority.RISK_HEAD, None)
    for member in (staff.risk_head, staff.manager, staff.second_manager):
        make_limit(session, member, Authority.COMMITTEE, 800_000_000)
    return staff


def take(session: Session, person: Employee, row: Governed, command: str, *, reason: str = "", **inputs: Any) -> Any:
    """Let a person run a command on a row."""
    with signed_in(session, person):
        return perform(session, type(row), command, row.id, inputs=inputs, reason=reason)


def write(session: Session, person: Employee, row: Row) -> Row:
    """Let a person add a row, as a form would."""
    with signed_in(session, person):
        session.add(row)
        session.flush()
    return row


def edit(session: Session, person: Employee, row: Governed, **changes: Any) -> None:
    """Let a person change a row, as a form would."""
    with signed_in(session, person):
        for name, value in changes.items():
            setattr(row, name, value)
        session.flush()


def make_application(
    session: Session, staff: Staff, *, customer: Customer | None = None, product: Product | None = None, **facts: Any
) -> Application:
    """Let the seller draft an application for 20 million over 12 months, of a new customer unless one is given."""
    customer = customer or make_customer(session, staff.branch, owner_id=staff.seller.id)
    product = product or make_product(session)
    own = {
        "customer_id": customer.id,
        "product_id": product.id,
        "amount": 20_000_000,
        "term": 12,
        "purpose": LoanPurpose.HOUSEHOLD_GOODS,
    }
    return write(session, staff.seller, Application(**(own | facts)))


def make_car(session: Session, staff: Staff, customer: Customer, **facts: Any) -> Collateral:
    """Add a car of four years that an outsider valued at 520 million, as the customer's collateral."""
    number = next(_numbers)
    own = {
        "plate": "51K-123.45",
        "vin": f"RL4AB5G4{number:09d}",
        "engine_no": f"2NR{number:07d}",
        "brand": "Toyota",
        "model": "Vios",
        "year": business_date_of(session).year - 4,
        "km": 60_000,
        "condition": "Xe đẹp, không va chạm.",
        "papers_complete": True,
        "branch_id": staff.branch.id,
        "owner_id": staff.seller.id,
    }
    valuer = make_employee(session, None, staff.branch)
    with as_system(session, "factory"):
        vehicle = Vehicle(**(own | facts))
        session.add(vehicle)
        session.flush()
        collateral = Collateral(
            customer_id=customer.id,
            vehicle_id=vehicle.id,
            appraised_value=520_000_000,
            appraiser_id=valuer.id,
            appraised_on=date(2026, 6, 1),
            branch_id=staff.branch.id,
            owner_id=staff.seller.id,
        )
        session.add(collateral)
        session.flush()
    return collateral


def make_car_product(session: Session, **facts: Any) -> Product:
    """Add the used-car loan of 200 to 800 million at 10.5 to 18 % a year."""
    own = {
        "name": "Vay mua xe đã qua sử dụng",
        "product_class": ProductClass.USED_CAR,
        "amount_min": 200_000_000,
        "amount_max": 800_000_000,
        "term_min": 12,
        "term_max": 60,
        "rate_min_percent": Decimal("10.5"),
        "rate_max_percent": Decimal(18),
        "max_ltv_percent": Decimal(70),
        "vehicle_age_at_end_max": 12,
        "vehicle_km_max": 150_000,
    }
    return make_product(session, **(own | facts))


def give_consents(session: Session, customer_id: int) -> None:
    """Let the customer consent to scoring and to the bureau."""
    for purpose in (ConsentPurpose.CREDIT_SCORING, ConsentPurpose.CREDIT_BUREAU):
        make_consent(session, customer_id=customer_id, purpose=purpose)


def assessment_facts(**facts: Any) -> dict[str, Any]:
    """Return the answers of a sound borrower, their application aside: with 28 million a month, low risk."""
    return {
        "truthfulness": Truthfulness.CONSISTENT,
        "bureau_pulled_at": utc_now(),
        "bureau_group": 1,
        "worst_bureau_group_24m": 1,
        "lenders": 2,
        "net_income": 28_000_000,
        "other_payments": 2_500_000,
        "income_months": 48,
        "residence": Residence.FAMILY,
        "customer_history": CustomerHistory.NEW,
        "contact_verified": True,
    } | facts


def appraisal_facts(kind: AppraisalKind, **facts: Any) -> dict[str, Any]:
    """Return a complete appraisal that passes, its application aside."""
    own: dict[str, Any] = dict.fromkeys(
        ("identity_check", "residence_check", "income_check", "purpose_check", "vehicle_check"), CheckResult.OK
    )
    own |= {"kind": kind, "result": AppraisalResult.PASS, "findings": "Đúng như khai."}
    if kind is AppraisalKind.FIELD:
        own |= {
            "visited_at": utc_now(),
            "gps": "10.7769, 106.7009",
            "met_person": "Khách hàng",
            "address_match": True,
        }
    return own | facts


def bring_documents(session: Session, staff: Staff, application: Application) -> None:
    """Let the seller receive and the appraiser verify every mandatory paper."""
    with as_system(session, "factory"):
        papers = session.scalars(
            select(DocumentItem).where(
                DocumentItem.application_id == application.id,
                DocumentItem.mandatory.is_(True),
                DocumentItem.status == DocumentStatus.MISSING,
            )
        ).all()
    for paper in papers:
        take(session, staff.seller, paper, "receive", file=a_paper())
        take(session, staff.appraiser, paper, "verify")


def appraise(session: Session, staff: Staff, application: Application, kind: AppraisalKind, **facts: Any) -> Appraisal:
    """Let the appraiser write and complete an appraisal."""
    if kind is AppraisalKind.FIELD:
        facts = {"photo_id": kept_file(session, a_photo())} | facts
    appraisal = Appraisal(application_id=application.id, **appraisal_facts(kind, **facts))
    write(session, staff.appraiser, appraisal)
    take(session, staff.appraiser, appraisal, "complete")
    return appraisal


def assess(session: Session, person: Employee, application: Application, **facts: Any) -> CreditAssessment:
    """Let an analyst write and score an assessment."""
    assessment = CreditAssessment(application_id=application.id, **assessment_facts(**facts))
    write(session, person, assessment)
    take(session, person, assessment, "score")
    return assessment


def to_analysis(session: Session, staff: Staff, application: Application) -> None:
    """Take a draft through both reviews of the appraiser."""
    take(session, staff.seller, application, "submit")
    take(session, staff.appraiser, application, "start_desk_review")
    bring_documents(session, staff, application)
    appraise(session, staff, application, AppraisalKind.DESK)
    take(session, staff.appraiser, application, "pass_desk")
    appraise(session, staff, application, AppraisalKind.FIELD)
    take(session, staff.appraiser, application, "pass_field")


def to_scheme(session: Session, staff: Staff, application: Application, **answers: Any) -> None:
    """Take a draft to the point where a scheme is drafted."""
    to_analysis(session, staff, application)
    give_consents(session, application.customer_id)
    assess(session, staff.analyst, application, **answers)
    take(session, staff.analyst, application, "finish_analysis")


def make_scheme(session: Session, staff: Staff, application: Application, **facts: Any) -> Scheme:
    """Let the seller draft a scheme of the amount asked for, at 30 % a year."""
    own = {
        "application_id": application.id,
        "amount": application.amount,
        "annual_rate": Decimal(30),
        "term": application.term,
        "disburse_on": business_date_of(session),
    }
    return write(session, staff.seller, Scheme(**(own | facts)))


def to_decision(session: Session, staff: Staff, application: Application) -> None:
    """Take an application with a drafted scheme past the first two reviews."""
    take(session, staff.seller, application, "submit_scheme")
    take(session, staff.lead, application, "approve_l1", reason="Hợp lý, đầy đủ.")
    take(session, staff.reviewer, application, "approve_l2", reason="Rủi ro kiểm soát được.")


def to_approval(session: Session, staff: Staff, application: Application, **scheme: Any) -> None:
    """Take a draft to its approval by three persons."""
    to_scheme(session, staff, application)
    make_scheme(session, staff, application, **scheme)
    to_decision(session, staff, application)
    take(session, staff.manager, application, "approve_l3", reason="Đồng ý cho vay.")


def make_contract(session: Session, staff: Staff, application: Application) -> Contract:
    """Return the contract that the seller drafts of an approved application."""
    take(session, staff.seller, application, "start_contract")
    with as_system(session, "factory"):
        return session.scalars(select(Contract).where(Contract.application_id == application.id)).one()


def to_signing(session: Session, staff: Staff, contract: Contract, signed_on: date | None = None) -> None:
    """Take a drafted contract through its checks to the signature."""
    take(session, staff.lead, contract, "check_business")
    take(session, staff.reviewer, contract, "check_risk")
    take(session, staff.lawyer, contract, "check_legal")
    take(session, staff.manager, contract, "approve")
    take(session, staff.seller, contract, "send")
    take(session, staff.seller, contract, "explain", points="Lãi suất\nPhạt quá hạn", acknowledged=True)
    take(session, staff.seller, contract, "sign", signed_on=signed_on or business_date_of(session), document=a_paper())


def make_signed_contract(session: Session, staff: Staff, **scheme: Any) -> Contract:
    """Return a contract ready to be paid out, of a new customer, taken all the way by its people."""
    application = make_application(session, staff, amount=scheme.get("amount", 20_000_000), term=scheme.get("term", 12))
    to_approval(session, staff, application, **scheme)
    contract = make_contract(session, staff, application)
    to_signing(session, staff, contract)
    return contract


def business_date_of(session: Session) -> date:
    """Return the business date."""
    with as_system(session, "factory"):
        return business_date(session)


def days_ago(session: Session, days: int) -> date:
    """Return the day that many days before the business date."""
    return business_date_of(session) - timedelta(days=days)
