"""The contracts of the loans, signed and about to be paid out, with the checks of five departments on file."""

from datetime import timedelta
from decimal import Decimal
from random import Random

from sqlalchemy.orm import Session

from app.origination.scheme.rules import instalment_rounding
from app.servicing.contract.model import Contract, ContractStatus
from app.servicing.contract.operations import TEXT_VERSION
from app.servicing.disbursement.model import Disbursement, DisbursementStatus, Payee
from app.servicing.disbursement.rules import plain_name
from app.shared.numbering import next_number
from app.shared.schedule.effective_rate import schedule_rate_percent
from seed.demo.catalogue import BAD_DEALER
from seed.demo.delinquency import schedule_of
from seed.demo.loans import Loan
from seed.demo.papers import signed_contract
from seed.demo.requests import Request
from seed.demo.steps import Path
from seed.demo.world import Person, World, instant

_BANKS = ("Vietcombank", "BIDV", "Techcombank", "MB Bank", "Agribank", "ACB")
_FEES = {"1": "5", "2": "4", "3": "3", "4": "0"}
_POINTS = ["Số tiền, lãi suất và lịch trả nợ", "Lãi chậm trả", "Quyền trả nợ trước hạn", "Các biện pháp thu hồi nợ"]


def collect(world: World, session: Session, loans: list[Loan], posts: dict[str, list[Person]]) -> None:
    """Collect a contract and its approved payout for each loan."""
    rng = world.dice("contracts")
    for loan in loans:
        request: Request = loan.keys["request"]
        loan.keys["contract"] = _contract(world, session, loan, request)
        loan.keys["payer"] = request.person.full_name
        loan.keys["misses_first"] = request.keys.get("dealer") == BAD_DEALER and loan.keys["contract"] % 4 != 0
        loan.keys["disbursement"] = _payout(world, rng, loan, request)
        _steps(world, loan, request, posts)


def _contract(world: World, session: Session, loan: Loan, request: Request) -> int:
    place, signed = world.branches[request.office], request.decided_on
    rounding = instalment_rounding(loan.method, 1000)
    number = next_number(session, f"contract/{place}/{signed.year}")
    code, name = f"{signed.year}-{place:02d}-{number:05d}", request.person.full_name
    scan = signed_contract(code, name, signed)
    return world.bulk.add(
        Contract,
        created_at=instant(signed, 10),
        by=request.seller.user_id,
        number=code,
        document_id=world.bulk.file(scan, created_at=instant(signed, 15), by=request.seller.user_id),
        customer_id=request.keys["customer"],
        product_id=world.products[loan.kind],
        application_id=request.keys["application"],
        scheme_id=request.keys["scheme"],
        parties=[{"role": "borrower", "customer_id": request.keys["customer"]}],
        status=ContractStatus.SIGNED,
        amount=loan.amount,
        annual_rate=loan.rate,
        method=loan.method,
        term=loan.term,
        instalment_rounding_unit=rounding.unit,
        instalment_rounding_mode=rounding.mode,
        effective_rate=schedule_rate_percent(schedule_of(loan), 0),
        overdue_rate_percent=Decimal(150),
        late_interest_rate=Decimal(10),
        prepayment_fees=_FEES,
        signed_on=signed,
        remind_by_zalo=loan.amount % 2_000_000 == 0,
        template_version=TEXT_VERSION,
        explained_at=instant(signed, 14),
        explained_by_id=request.seller.id,
        explained_points=_POINTS,
        customer_acknowledged=True,
        branch_id=place,
        owner_id=request.seller.id,
    )


def _payout(world: World, rng: Random, loan: Loan, request: Request) -> int:
    is_car = loan.kind == "used_car"
    name = request.keys.get("dealer") or "Nguyễn Văn Thành" if is_car else request.person.full_name
    return world.bulk.add(
        Disbursement,
        created_at=instant(request.decided_on, 15),
        by=request.seller.user_id,
        contract_id=loan.keys["contract"],
        amount=loan.amount,
        planned_on=loan.paid_out_on,
        funding_source="Nguồn vốn huy động",
        status=DisbursementStatus.APPROVED,
        payee=(Payee.DEALER if request.keys.get("dealer") else Payee.SELLER) if is_car else Payee.CUSTOMER,
        payee_name=name,
        account_name=plain_name(name),
        account_no=f"{rng.randrange(10**12):012d}",
        bank=rng.choice(_BANKS),
    )


def _steps(world: World, loan: Loan, request: Request, posts: dict[str, list[Person]]) -> None:
    """Note who drafted, checked, approved and paid: each of them another person."""
    case = f"application:{request.keys['application']}"
    leads = [p for key in ("lead_south", "lead_north", "lead_central", "lead_tele") for p in posts[key]]
    lead = next(p for p in leads if p.id == request.seller.manager_id)
    odd = loan.keys["contract"] % 2
    risk, legal, deputy = posts["risk"][2], posts["legal"][odd], posts["deputy"][0]
    path = Path(case, "Contract", loan.keys["contract"])
    for action, by, before, after in (
        ("contract.create", request.seller, None, "draft"),
        ("contract.check_business", lead, "draft", "business_check"),
        ("contract.check_risk", risk, "business_check", "risk_check"),
        ("contract.check_legal", legal, "risk_check", "legal_check"),
        ("contract.approve", deputy, "legal_check", "approved"),
        ("contract.send", request.seller, "approved", "sent"),
        ("contract.explain", request.seller, "sent", "explained"),
        ("contract.sign", request.seller, "explained", "signed"),
    ):
        path.step(action, by, before, after, None, loan.amount)
    path.write(world, request.decided_on, request.decided_on)
    payout = Path(case, "Disbursement", loan.keys["disbursement"])
    cashier = posts["cashier_ho"][0]
    for action, by, before, after in (
        ("disbursement.create", request.seller, None, "requested"),
        ("disbursement.check", posts["accountant"][0], "requested", "finance_check"),
        ("disbursement.approve", posts["director"][0], "finance_check", "approved"),
        ("disbursement.pay", cashier, "approved", "paid"),
        ("disbursement.confirm", cashier, "paid", "confirmed"),
        ("disbursement.reconcile", posts["chief_accountant"][0], "confirmed", "reconciled"),
    ):
        payout.step(action, by, before, after, None, loan.amount)
    payout.write(world, loan.paid_out_on, min(world.as_of, loan.paid_out_on + timedelta(days=1)))
