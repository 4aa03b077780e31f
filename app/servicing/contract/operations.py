"""The life of a contract as a document: drafted, checked, explained, signed; and what the money makes of it."""

from dataclasses import dataclass
from datetime import date

from app.lowcode.files.keeping import keep
from app.origination.application.model import Application, ApplicationStatus, Decision
from app.origination.application.operations import ContractingStarted, close
from app.origination.scheme.model import Scheme
from app.origination.scheme.queries import approved_scheme
from app.origination.scheme.rules import instalment_rounding
from app.security.acting import as_operation, current, session_of
from app.servicing.contract.model import Contract, ContractStatus, PartyRole
from app.servicing.contract.queries import consumer_loans_of, steps_on_file
from app.servicing.contract.rules import missing_steps, terms_of
from app.shared.clock import utc_now
from app.shared.company import LenderType, business_date, company
from app.shared.errors import Conflict, InvalidInput
from app.shared.events import publish
from app.shared.numbering import next_number
from app.shared.policy import policy_value
from app.shared.product_class import ProductClass
from app.shared.schedule.periods import interest_periods
from app.shared.text import msg
from app.shared.upload import Upload


@dataclass(frozen=True)
class ContractTookEffect:
    """The first payout of a contract was made."""

    contract: Contract


TEXT_VERSION = "2026-1"
RECALL_STEPS = ("contract.propose_recall", "contract.agree_recall")
TERMINATION_STEPS = (
    "contract.request_termination",
    "contract.agree_termination_risk",
    "contract.agree_termination_legal",
)


def on_contracting_started(event: ContractingStarted) -> None:
    """Draft the contract of an application that entered contracting."""
    session = session_of(event.application)
    with as_operation(session, "contract.draft", Contract, Application, Scheme):
        draft(event.application)


def draft(application: Application) -> Contract:
    """Return a contract with the terms of the approved scheme and the product; raises Conflict without a scheme."""
    session = session_of(application)
    scheme = approved_scheme(session, application.id)
    if scheme is None:
        raise Conflict(msg("There is no approved scheme."))
    product, today = application.product, business_date(session)
    rounding = instalment_rounding(scheme.method, product.rounding_unit)
    contract = Contract(
        application_id=application.id,
        scheme_id=scheme.id,
        customer_id=application.customer_id,
        product_id=application.product_id,
        branch_id=application.branch_id,
        owner_id=application.owner_id,
        parties=[{"role": PartyRole.BORROWER.value, "customer_id": application.customer_id}],
        amount=scheme.amount,
        annual_rate=scheme.annual_rate,
        method=scheme.method,
        term=scheme.term,
        first_due_on=scheme.first_due_on,
        upfront_fee=scheme.upfront_fee,
        effective_rate=scheme.effective_rate,
        day_count=product.day_count,
        instalment_rounding_unit=rounding.unit,
        instalment_rounding_mode=rounding.mode,
        shortest_first_period=int(policy_value(session, "schedule.first_period_days_min", today)),
        overdue_rate_percent=product.overdue_multiplier * 100,
        late_interest_rate=product.late_interest_percent,
        prepayment_fees={str(year): str(fee * 100) for year, fee in product.prepayment_fees.items()},
        template_version=TEXT_VERSION,
    )
    session.add(contract)
    session.flush()
    return contract


def approve(*, record: Contract) -> None:
    """Give the contract its number; raises Conflict where it would take the customer above the legal cap."""
    session = session_of(record)
    _refuse_above_cap(record)
    year = business_date(session).year
    record.number = f"{year}-{record.branch_id:02d}-{next_number(session, f'contract/{record.branch_id}/{year}'):05d}"


def explain(*, record: Contract, points: str, acknowledged: bool) -> None:
    """Note what was explained to the customer, by whom, and that they confirmed it; raises InvalidInput."""
    if not acknowledged:
        raise InvalidInput.of({"acknowledged": msg("Without the customer's confirmation nothing was explained.")})
    record.explained_points = [line.strip() for line in points.splitlines() if line.strip()]
    record.explained_at = utc_now()
    record.explained_by_id = current(session_of(record)).reach.employee_id
    record.customer_acknowledged = True


def sign(*, record: Contract, signed_on: date, document: Upload) -> None:
    """Keep what both sides signed, and the day; it cannot lie ahead."""
    if signed_on > business_date(session_of(record)):
        raise InvalidInput.of({"signed_on": msg("The day of signing cannot lie ahead.")})
    record.signed_on, record.document_id = signed_on, keep(session_of(record), document)


def cancel(*, record: Contract) -> None:
    """End a contract that was never paid out, and its application with it."""
    record.closed_on = business_date(session_of(record))
    record.application.status = ApplicationStatus.CANCELLED
    record.application.sla_due_at = None
    close(record.application, Decision.CANCELLED)


def accelerate(*, record: Contract) -> None:
    """Recall the loan, once risk and legal have given their opinions; raises Conflict before that."""
    _require_steps(record, RECALL_STEPS)
    record.recalled_on = business_date(session_of(record))


def terminate(*, record: Contract) -> None:
    """End a signed contract by agreement, once business, risk and legal have agreed; raises Conflict before that."""
    _require_steps(record, TERMINATION_STEPS)
    cancel(record=record)


def activate(contract: Contract, on: date) -> None:
    """Let the first payout make the contract effective: dates, state, and the application disbursed.

    Called by the disbursement in its own transaction; later payouts of the same contract change nothing.
    """
    if contract.status is not ContractStatus.SIGNED:
        return
    take_effect(contract, on)
    publish(ContractTookEffect(contract))


def take_effect(contract: Contract, on: date) -> None:
    """Set what a first payout on `on` means for a contract and its application, telling nobody."""
    contract.effective_on = on
    contract.maturity_on = interest_periods(terms_of(contract, on))[-1].due_on
    contract.status = ContractStatus.EFFECTIVE
    contract.application.status = ApplicationStatus.DISBURSED
    contract.application.sla_due_at = None


def settle(contract: Contract, on: date) -> None:
    """Close a contract on which nothing is owed any more."""
    contract.status, contract.closed_on = ContractStatus.SETTLED, on


def reopen(contract: Contract) -> None:
    """Undo a settlement whose last receipt was reversed."""
    contract.status = ContractStatus.ACCELERATED if contract.recalled_on else ContractStatus.EFFECTIVE
    contract.closed_on = None


def write_off(contract: Contract, on: date) -> None:
    """Move a contract off the balance sheet; the customer still owes."""
    contract.status, contract.closed_on = ContractStatus.WRITTEN_OFF, on


def _require_steps(contract: Contract, needed: tuple[str, ...]) -> None:
    if missing_steps(steps_on_file(session_of(contract), contract), needed):
        raise Conflict(msg("The opinions of the departments concerned are not all on file."))


def _refuse_above_cap(contract: Contract) -> None:
    session, product = session_of(contract), contract.product
    if company(session).lender_type is not LenderType.LICENSED_FC or product.purpose != "consumption":
        return
    if product.product_class is ProductClass.USED_CAR:
        return
    cap = int(policy_value(session, "consumer_loan.customer_cap", business_date(session)))
    if consumer_loans_of(session, contract.customer_id, contract.id) + contract.amount > cap:
        raise Conflict(msg("With this loan the customer's consumer loans would exceed {cap}.", cap=cap))
