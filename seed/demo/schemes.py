"""The schemes that were approved: terms, price, and the three reviews by three persons."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from app.origination.credit_assessment.rules import loan_to_value, payment_to_income
from app.origination.scheme.model import Guarantee, Scheme, SchemeStatus
from app.origination.scheme.operations import preview
from app.origination.scheme.rules import MarginCosts, instalment_rounding, margin_test
from app.shared.rounding import EXACT
from app.shared.schedule.effective_rate import schedule_rate_percent
from app.shared.schedule.terms import Terms
from seed.demo.requests import Outcome, Request
from seed.demo.world import Person, World, instant

if TYPE_CHECKING:
    from seed.demo.files import File

_MILLION = 1_000_000
_SIX = Decimal("0.000001")
_DEFAULT = {"low": Decimal("0.02"), "medium": Decimal("0.05"), "high": Decimal("0.12")}
_LOSS = {"unsecured": Decimal("0.65"), "used_car": Decimal("0.35")}
_PTI = {"low": 60, "medium": 50, "high": 40}
_LTV = {"low": 70, "medium": 60, "high": 50}


def terms_for(world: World, request: Request) -> Terms:
    """Return the terms of the loan asked for, paid out on the day of the payout or of the decision."""
    paid_out_on: date = request.loan.paid_out_on if request.loan else request.decided_on
    return Terms(
        principal=request.amount,
        annual_rate=EXACT.divide(rate_of(world, request), Decimal(100)),
        method=request.method,
        periods=request.term,
        disbursed_on=paid_out_on,
        instalment_rounding=instalment_rounding(request.method, 1000),
    )


def rate_of(world: World, request: Request) -> Decimal:
    """Return the yearly rate in percent: the loan's, else one of the product's middle."""
    if request.loan is not None:
        return request.loan.rate
    return Decimal(13) if request.kind == "used_car" else Decimal(34)


def collect_scheme(world: World, file: "File", posts: dict[str, list[Person]]) -> int:
    """Collect the approved scheme and the reviews that led to it; returns the scheme's key."""
    request, schedule, grade = file.request, file.schedule, file.request.grade
    rate, found = rate_of(world, request), request.keys["answers"]
    pti = (payment_to_income(schedule.rows[0].payment, found.other_payments, found.income) or Decimal(0)) * 100
    price = file.car.price if file.car else 0
    ltv = (loan_to_value(request.amount, price, price) or Decimal(0)) * 100
    costs = MarginCosts(Decimal("8.24"), _DEFAULT.get(grade, Decimal("0.12")), _LOSS[request.kind], Decimal("1.5"))
    margin = margin_test(rate, costs, Decimal(1))
    breaches = {
        "exceeds_grade": grade == "high",
        "exceeds_payment_to_income": pti > _PTI.get(grade, 40),
        "exceeds_loan_to_value": ltv > min(70, _LTV.get(grade, 50)),
        "misses_margin": not margin.passes,
    }
    request.keys["exception"] = is_exception = any(breaches.values())
    made = instant(request.decided_on, 10)
    _review(file, posts, is_exception)
    return world.bulk.add(
        Scheme,
        created_at=made,
        by=request.seller.user_id,
        application_id=file.application,
        revision=1,
        status=SchemeStatus.REJECTED if request.outcome is Outcome.UNSIGNED else SchemeStatus.APPROVED,
        amount=request.amount,
        down_payment=price - request.amount if price else None,
        annual_rate=rate,
        term=request.term,
        method=request.method,
        guarantee=Guarantee.VEHICLE_MORTGAGE if file.car else Guarantee.NONE,
        disburse_on=request.loan.paid_out_on if request.loan else request.decided_on,
        note="Khách hàng có nguồn thu ổn định, đề nghị duyệt ngoại lệ." if is_exception else None,
        instalment=schedule.rows[0].payment,
        total_interest=schedule.total_interest,
        effective_rate=schedule_rate_percent(schedule, 0),
        loan_to_value=ltv.quantize(_SIX) if price else None,
        payment_to_income=min(pti, Decimal(999)).quantize(_SIX),
        expected_margin=margin.margin.quantize(_SIX),
        schedule=preview(schedule),
        **breaches,
    )


def _review(file: "File", posts: dict[str, list[Person]], is_exception: bool) -> None:
    request, path, amount = file.request, file.path, file.request.amount
    leads = [p for key in ("lead_south", "lead_north", "lead_central", "lead_tele") for p in posts[key]]
    lead = next(p for p in leads if p.id == request.seller.manager_id)
    head, director, deputy = posts["risk_head"][0], posts["director"][0], posts["deputy"][0]
    colleagues = [p for p in posts["risk"] if p is not file.analyst]
    reviewer = colleagues[file.application % 2]
    path.step("application.submit_scheme", request.seller, "scheme_draft", "l1_business_review", None, amount)
    path.step("application.approve_l1", lead, "l1_business_review", "l2_risk_review", "Phương án hợp lý.", amount)
    path.step("application.approve_l2", reviewer, "l2_risk_review", "l3_decision", "Rủi ro kiểm soát được.", amount)
    if is_exception or amount > 400 * _MILLION:
        path.step("application.vote", head, "l3_decision", None, "Đồng ý với điều kiện theo dõi sát.", amount)
        path.step("application.vote", director, "l3_decision", "approved", "Đồng ý.", amount)
        return
    alone = deputy if request.kind == "unsecured" and amount <= 30 * _MILLION else director
    path.step("application.approve_l3", alone, "l3_decision", "approved", "Duyệt cho vay.", amount)
