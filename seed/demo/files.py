"""The files of the requests: application, papers, appraisals, assessment, scheme, and who took which step."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from app.origination.application.model import Application, ApplicationStatus, Decision, LoanPurpose, RejectCode
from app.origination.appraisal.model import Appraisal, AppraisalKind, AppraisalResult, AppraisalStatus, CheckResult
from app.origination.credit_assessment.model import (
    AssessmentStatus,
    CreditAssessment,
    CustomerHistory,
    Residence,
    Truthfulness,
)
from app.origination.credit_assessment.rules import RiskGrade, loan_to_value
from app.origination.document_item.model import DocumentItem, DocumentStatus
from app.parties.customer.rules import age_on
from app.security.roles import Role
from app.shared.product_class import ProductClass
from app.shared.schedule.rules import Schedule, build_schedule
from app.shared.schedule.terms import Terms
from seed.demo.cars import Car
from seed.demo.cars import collect as collect_car
from seed.demo.catalogue import COMMISSION_PERCENT, REFERRING
from seed.demo.loans import weighted_key
from seed.demo.papers import application_papers, photo
from seed.demo.requests import Outcome, Request
from seed.demo.schemes import collect_scheme, terms_for
from seed.demo.scoring import Answers, answer
from seed.demo.steps import Path
from seed.demo.world import Person, World, instant, office_hour

_OTHER = RejectCode.OTHER_POLICY
_PURPOSES = (LoanPurpose.HOME_IMPROVEMENT, LoanPurpose.HOUSEHOLD_GOODS, LoanPurpose.EDUCATION, LoanPurpose.MEDICAL,
             LoanPurpose.WEDDING, LoanPurpose.LIVING_EXPENSES)  # fmt: skip
# Why requests are refused at the desk, after the visit, and by the analysis; together as statistics have it.
_CODES = {
    Outcome.DESK: {RejectCode.BUREAU: 25, RejectCode.PAYMENT_TO_INCOME: 25, RejectCode.FALSE_PAPERS: 10, _OTHER: 40},
    Outcome.FIELD: {RejectCode.ADDRESS_NOT_FOUND: 56, RejectCode.FALSE_PAPERS: 44},
    Outcome.REJECTED: {RejectCode.BUREAU: 48, RejectCode.PAYMENT_TO_INCOME: 27, _OTHER: 25},
}
_CAR_CODES = {RejectCode.VEHICLE: 70, RejectCode.BUREAU: 15, RejectCode.PAYMENT_TO_INCOME: 15}
# What appraisers write, by whether it passes and whether they went there.
_FINDINGS = {
    (True, False): ("Giấy tờ hợp lệ, bảng lương khớp sao kê ngân hàng.", "Hồ sơ đủ, nơi làm việc đã xác nhận.",
                    "Sổ bán hàng ghi đều ba tháng, thu nhập hợp lý.", "Giấy tờ rõ, đối chiếu bản gốc khớp."),
    (False, False): ("Bảng lương không khớp sao kê.", "Chữ ký trên đơn khác căn cước.", "Nơi làm việc không xác nhận."),
    (True, True): ("Gặp khách tại nhà, hàng xóm xác nhận ở đây nhiều năm.", "Nhà ở cùng bố mẹ, đúng địa chỉ khai.",
                   "Cửa hàng đang buôn bán, khách đông buổi sáng.", "Khách thuê trọ, chủ nhà xác nhận hợp đồng thuê."),
    (False, True): ("Không tìm thấy địa chỉ khai báo.", "Chủ nhà nói khách đã chuyển đi từ lâu.",
                    "Cửa hàng đã đóng cửa, không xác minh được thu nhập."),
}  # fmt: skip
_COOL_OFF = timedelta(days=90)
_VALID = timedelta(days=30)
_PHOTOS = 24
# How far each request came: past the desk, past the field, through the analysis, to the approval.
_REACHED = {
    Outcome.WITHDRAWN: 0,
    Outcome.DESK: 1,
    Outcome.FIELD: 2,
    Outcome.REJECTED: 3,
    Outcome.UNSIGNED: 4,
    Outcome.UNPAID: 4,
    Outcome.DISBURSED: 4,
}
_ENDS = {
    Outcome.WITHDRAWN: (ApplicationStatus.CANCELLED, Decision.CANCELLED),
    Outcome.DESK: (ApplicationStatus.REJECTED, Decision.REJECTED),
    Outcome.FIELD: (ApplicationStatus.REJECTED, Decision.REJECTED),
    Outcome.REJECTED: (ApplicationStatus.REJECTED, Decision.REJECTED),
    Outcome.UNSIGNED: (ApplicationStatus.EXPIRED, Decision.EXPIRED),
    Outcome.UNPAID: (ApplicationStatus.CANCELLED, Decision.CANCELLED),
    Outcome.DISBURSED: (ApplicationStatus.DISBURSED, Decision.APPROVED),
}


@dataclass
class File:
    """A request's file in the making: who handles it, its car, its schedule."""

    request: Request
    appraiser: Person
    analyst: Person
    car: Car | None
    schedule: Schedule
    application: int
    path: Path


def collect(world: World, requests: list[Request], posts: dict[str, list[Person]]) -> None:
    """Collect the whole file of each request."""
    rng = world.dice("files")
    for request in requests:
        file = _open(world, rng, request, posts)
        reached = _REACHED[request.outcome]
        _papers(world, rng, file, complete=reached >= 1)
        if reached >= 1:
            _appraise(world, rng, file, AppraisalKind.DESK, passed=reached >= 2)
        if reached >= 2:
            _appraise(world, rng, file, AppraisalKind.FIELD, passed=reached >= 3)
        if reached >= 3:
            _assess(world, rng, file, passed=reached >= 4)
        if reached >= 4:
            request.keys["scheme"] = collect_scheme(world, file, posts)
        _application(world, rng, file)
        file.path.write(world, request.asked_on, request.decided_on)


def _open(world: World, rng: Random, request: Request, posts: dict[str, list[Person]]) -> File:
    near = world.people(Role.APPRAISER, branch_id=world.branches[request.office]) or posts["appraiser_ho"]
    appraiser, analyst = rng.choice(near), rng.choice(posts["risk"])
    request.keys["application"] = key = world.bulk.next_key(Application)
    car = collect_car(world, rng, request, appraiser) if request.kind == "used_car" else None
    terms: Terms = terms_for(world, request)
    path = Path(f"application:{key}", "Application", key)
    path.step("application.create", request.seller, None, "draft")
    path.step("application.submit", request.seller, "draft", "submitted")
    path.step("application.start_desk_review", appraiser, "submitted", "desk_review")
    return File(request, appraiser, analyst, car, build_schedule(terms), key, path)


def _papers(world: World, rng: Random, file: File, *, complete: bool) -> None:
    asked = office_hour(rng, file.request.asked_on)
    mine = (None, ProductClass(file.request.kind))
    dossier = application_papers(file.request.person.full_name, file.application)
    scan = world.bulk.file(dossier, created_at=asked, by=file.request.seller.user_id)
    for name, group, product_class, mandatory in world.papers:
        if product_class not in mine:
            continue
        brought = (mandatory and (complete or rng.random() < 0.5)) or (not mandatory and rng.random() < 0.5)
        verified = brought and complete
        world.bulk.add(
            DocumentItem,
            created_at=asked,
            by=file.request.seller.user_id,
            application_id=file.application,
            group=group,
            name=name,
            mandatory=mandatory,
            # The file has ended: no paper of it waits for anybody any more.
            status=DocumentStatus.VERIFIED if verified else DocumentStatus.WAIVED,
            file_id=scan if brought else None,
            received_at=asked if brought else None,
            reason=None if verified else "Khách rút hồ sơ." if mandatory else "Không bắt buộc.",
            verified_by_id=file.appraiser.id,
            verified_at=asked + timedelta(hours=3),
        )


def _appraise(world: World, rng: Random, file: File, kind: AppraisalKind, *, passed: bool) -> None:
    request, is_field = file.request, kind is AppraisalKind.FIELD
    done = office_hour(rng, min(request.asked_on + timedelta(days=int(is_field)), request.decided_on))
    visit: dict[str, Any] = {}
    if is_field:
        visit = {
            "visited_at": done - timedelta(hours=2),
            "gps": f"10.{rng.randrange(10_000):04d}, 106.{rng.randrange(10_000):04d}",
            "photo_id": world.bulk.file(photo(file.application % _PHOTOS), created_at=done, by=file.appraiser.user_id),
            "met_person": request.person.full_name,
            "address_match": passed,
        }
    world.bulk.add(
        Appraisal,
        created_at=done - timedelta(hours=1),
        by=file.appraiser.user_id,
        application_id=file.application,
        kind=kind,
        appraiser_id=file.appraiser.id,
        status=AppraisalStatus.COMPLETED,
        completed_at=done,
        identity_check=CheckResult.OK,
        residence_check=CheckResult.OK if passed or not is_field else CheckResult.FAIL,
        income_check=CheckResult.OK if passed or is_field else CheckResult.FAIL,
        purpose_check=CheckResult.OK,
        vehicle_check=CheckResult.OK if file.car else CheckResult.NOT_APPLICABLE,
        income_verified=round(request.person.income * rng.uniform(0.9, 1.0) / 100_000) * 100_000,
        result=AppraisalResult.PASS if passed else AppraisalResult.FAIL,
        findings=rng.choice(_FINDINGS[passed, is_field]),
        **visit,
    )
    word, before, after = ("pass_field", "field_review", "credit_analysis") if is_field else (
        "pass_desk", "desk_review", "field_review")  # fmt: skip
    if passed:
        file.path.step(f"application.{word}", file.appraiser, before, after)
    else:
        file.path.step("application.reject_appraisal", file.appraiser, before, "rejected", "Thông tin không khớp.")


def _assess(world: World, rng: Random, file: File, *, passed: bool) -> None:
    request, car = file.request, file.car
    ltv = None
    if car is not None:
        ltv = ((loan_to_value(request.amount, car.price, car.price) or Decimal(0)) * 100).quantize(Decimal("0.000001"))
    found = answer(
        rng,
        request.grade if passed else "reject",
        kind=request.kind,
        age=age_on(request.person.born_on, request.asked_on),
        income=request.person.income,
        instalment=file.schedule.rows[0].payment,
        ltv=ltv,
        car_age=request.asked_on.year - car.year if car else 0,
    )
    request.grade = str(found.outcome.grade)
    request.keys["answers"] = found
    world.bulk.add(CreditAssessment, **_assessment(rng, file, found, office_hour(rng, request.decided_on), ltv))
    file.path.step("credit_assessment.score", file.analyst, None, None)
    if passed:
        file.path.step("application.finish_analysis", file.analyst, "credit_analysis", "scheme_draft")
    else:
        file.path.step(
            "application.reject_risk", file.analyst, "credit_analysis", "rejected", "Không đạt điểm tín dụng."
        )


def _assessment(rng: Random, file: File, found: Answers, at: datetime, ltv: Decimal | None) -> dict[str, Any]:
    inputs, request = found.inputs, file.request
    owed = Decimal(request.amount + found.bureau_debt) / (found.income * 12) * 100
    return {
        "created_at": at,
        "by": file.analyst.user_id,
        "application_id": file.application,
        "status": AssessmentStatus.SCORED,
        "analyst_id": file.analyst.id,
        "truthfulness": Truthfulness.CONSISTENT if rng.random() < 0.9 else Truthfulness.MINOR,
        "bureau_consent_id": request.keys["bureau_consent"],
        "bureau_pulled_at": at - timedelta(hours=1),
        "bureau_score": rng.randrange(430, 720),
        "bureau_group": 1,
        "worst_bureau_group_24m": int(inputs["worst_bureau_group_24m"]),
        "lenders": int(inputs["lenders"]),
        "bureau_debt": found.bureau_debt,
        "net_income": found.income,
        "other_payments": found.other_payments,
        "income_months": int(inputs["income_months"]),
        "residence": Residence(str(inputs["residence"])),
        "customer_history": CustomerHistory.NEW,
        "contact_verified": inputs["contact_verified"] == "yes",
        "payment_to_income": min(found.pti_percent, Decimal("999.999999")),
        "debt_to_income": owed.quantize(Decimal("0.000001")),
        "loan_to_value": ltv,
        "scorecard_version": found.outcome.version,
        "inputs": {name: str(value) for name, value in inputs.items()},
        "points": dict(found.outcome.points),
        "score": found.outcome.total,
        "scored_at": at,
        "grade": found.outcome.grade,
    }


def _application(world: World, rng: Random, file: File) -> None:
    request = file.request
    status, decision = _ENDS[request.outcome]
    approved = _REACHED[request.outcome] >= 4
    graded = _REACHED[request.outcome] >= 3
    asked = office_hour(rng, request.asked_on)
    rejected = decision is Decision.REJECTED
    codes = _CAR_CODES if file.car and request.outcome is not Outcome.FIELD else _CODES.get(request.outcome, {})
    world.bulk.add(
        Application,
        key=file.application,
        created_at=asked - timedelta(minutes=40),
        by=request.seller.user_id,
        updated_at=instant(request.decided_on, 17),
        customer_id=request.keys["customer"],
        product_id=world.products[request.kind],
        amount=request.amount,
        requested_amount=request.amount,
        term=request.term,
        method=request.method,
        purpose=LoanPurpose.VEHICLE if file.car else rng.choice(_PURPOSES),
        purchase_price=file.car.price if file.car else None,
        collateral_id=file.car.collateral if file.car else None,
        opportunity_id=request.keys.get("opportunity"),
        campaign_id=request.campaign.id,
        partner_id=_dealer(world, rng, request),
        status=status,
        requested_at=asked,
        appraiser_id=file.appraiser.id,
        document_requests=int(request.outcome is Outcome.WITHDRAWN),
        grade=RiskGrade(request.grade) if graded else None,
        exception_flag=bool(request.keys.get("exception")),
        decision=decision,
        decided_at=instant(request.decided_on, 16),
        reject_code=weighted_key(rng, codes) if rejected else None,
        reapply_from=request.decided_on + _COOL_OFF if rejected else None,
        approval_expires_on=request.decided_on + _VALID if approved else None,
        branch_id=world.branches[request.office],
        owner_id=request.seller.id,
    )


def _dealer(world: World, rng: Random, request: Request) -> int | None:
    """Return who sent the customer: every request through the partner channel has one."""
    if request.channel.value != "partner":
        return None
    near = [name for name, office in REFERRING.items() if office == request.office]
    request.keys["dealer"] = name = rng.choice(near or list(REFERRING))
    if request.loan is not None:
        month = request.loan.paid_out_on.replace(day=1)
        request.campaign.commissions[month, name] += int(request.amount * COMMISSION_PERCENT / 100)
    return world.partners[name]
