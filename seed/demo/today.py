"""The rest of today's work: receipts and vouchers, promises and visits, tickets, budgets and targets."""

from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import func, select

from app.care.interaction import InteractionChannel
from app.care.ticket.model import Ticket, TicketKind
from app.debt_collection.collection_case.model import CollectionCase
from app.debt_collection.field_visit.model import FieldVisit
from app.debt_collection.promise_to_pay.model import PromiseToPay
from app.marketing.campaign.model import Campaign, Channel
from app.marketing.campaign_cost import CampaignCost
from app.people.authority_limit.model import Authority, AuthorityLimit
from app.people.kpi_target.model import KpiMetric, KpiTarget
from app.security.acting import as_system
from app.servicing.balance.model import ContractBalance
from app.servicing.contract.model import Contract, ContractStatus
from app.servicing.instalment.model import Instalment, InstalmentStatus
from app.servicing.payment_voucher.model import PaymentVoucher, VoucherCategory
from app.servicing.receipt.model import Channel as PaymentChannel
from app.servicing.receipt.model import Receipt
from seed.demo.desk import Desk
from seed.demo.world import Person, World, instant

_TICKETS = (
    (TicketKind.QUESTION, "Hỏi lịch trả góp tháng tới"),
    (TicketKind.REQUEST, "Xin giấy xác nhận dư nợ"),
    (TicketKind.COMPLAINT, "Đã chuyển khoản nhưng chưa được ghi nhận"),
    (TicketKind.QUESTION, "Hỏi phí tất toán trước hạn"),
    (TicketKind.REQUEST, "Đổi ngày trả nợ"),
    (TicketKind.QUESTION, "Hỏi tài khoản nhận tiền"),
)
_VOUCHERS = (
    (VoucherCategory.CAMPAIGN, "Truyền thông Sao Việt", 18_500_000, "Chi phí quảng cáo tháng này"),
    (VoucherCategory.OPEX, "Điện lực TP. Hồ Chí Minh", 6_240_000, "Tiền điện văn phòng"),
    (VoucherCategory.OPEX, "Công ty Văn phòng phẩm Hồng Hà", 3_150_000, "Văn phòng phẩm quý IV"),
)
_SERVED = ("assign", "start", "wait")


class Today:
    """Makes the work that waits for cashiers, collectors, care, marketing and management."""

    def __init__(self, world: World, desk: Desk, posts: dict[str, list[Person]]) -> None:
        self._world, self._desk, self._posts = world, desk, posts
        self._rng: Random = world.dice("today")

    def make(self) -> None:
        """Make all of it."""
        self._receipts()
        self._vouchers()
        self._tickets()
        self._collection()
        self._marketing()
        self._management()

    def _receipts(self) -> None:
        """Let cashiers take money of today: some receipts posted, one of them taken back, others still drafts."""
        cashier, accountant = self._posts["cashier_ho"][0], self._posts["chief_accountant"][0]
        for number, (contract, amount) in enumerate(self._paying()):
            receipt = Receipt(
                contract_id=contract.id,
                payer=self._name_of(contract),
                amount=amount,
                channel=PaymentChannel.TRANSFER if number % 2 else PaymentChannel.CASH,
                bank_ref=f"IN{self._world.as_of:%y%j}9{number:05d}" if number % 2 else None,
                value_on=self._world.as_of,
            )
            self._desk.write(cashier, receipt)
            if number < 3:
                self._desk.take(cashier, receipt, "post")
            if number == 2:
                self._desk.take(accountant, receipt, "reverse", reason="Khách chuyển nhầm hợp đồng.")

    def _paying(self) -> list[tuple[Contract, int]]:
        """Return running contracts with the amount of their next instalment."""
        session = self._desk.session
        with as_system(session, "demo seed"):
            rows = session.execute(
                select(Contract, Instalment.principal + Instalment.interest)
                .join(Instalment, Instalment.contract_id == Contract.id)
                .join(ContractBalance, ContractBalance.contract_id == Contract.id)
                .where(
                    Contract.status == ContractStatus.EFFECTIVE,
                    ContractBalance.days_past_due == 0,
                    Instalment.due_on >= self._world.as_of,
                    Instalment.due_on < self._world.as_of + timedelta(days=20),
                    Instalment.status.in_((InstalmentStatus.SCHEDULED, InstalmentStatus.DUE)),
                )
                .order_by(Instalment.due_on, Contract.id)
                .limit(8)
            ).all()
            return [(row[0], int(row[1])) for row in rows]

    def _name_of(self, contract: Contract) -> str:
        with as_system(self._desk.session, "demo seed"):
            return contract.customer.full_name

    def _vouchers(self) -> None:
        marketer, accountant = self._posts["marketing"][0], self._posts["accountant"][0]
        for number, (category, payee, amount, purpose) in enumerate(_VOUCHERS):
            requester = marketer if category is VoucherCategory.CAMPAIGN else self._posts["chief_accountant"][0]
            voucher = PaymentVoucher(
                payee=payee,
                amount=amount,
                category=category,
                purpose=purpose,
                supporting_documents=f"Hóa đơn số {1200 + number}",
                campaign_cost_id=self._last_cost() if category is VoucherCategory.CAMPAIGN else None,
            )
            self._desk.write(requester, voucher)
            if number:
                self._desk.take(accountant, voucher, "check")
            if number == 2:
                self._desk.take(self._posts["director"][0], voucher, "approve")

    def _last_cost(self) -> int | None:
        with as_system(self._desk.session, "demo seed"):
            return self._desk.session.scalar(select(func.max(CampaignCost.id)))

    def _tickets(self) -> None:
        agents = self._posts["care"]
        for number, (kind, subject) in enumerate(_TICKETS):
            ticket = Ticket(
                subject=subject,
                customer_id=self._borrowers()[number % len(self._borrowers())],
                kind=kind,
                channel=InteractionChannel.CALL,
                description="Khách hàng gọi đến tổng đài.",
            )
            self._desk.write(agents[number % 2], ticket)
            inputs: dict[str, Any]
            for command in _SERVED[: number % 4]:
                inputs = {"employee_id": agents[0].id} if command == "assign" else {}
                self._desk.take(agents[0], ticket, command, **inputs)

    def _borrowers(self) -> list[int]:
        with as_system(self._desk.session, "demo seed"):
            query = select(Contract.customer_id).where(Contract.status == ContractStatus.EFFECTIVE)
            return list(self._desk.session.scalars(query.order_by(Contract.id.desc()).limit(12)))

    def _collection(self) -> None:
        """Let collectors note promises that fall due today, and field collectors plan visits."""
        session = self._desk.session
        with as_system(session, "demo seed"):
            cases = session.scalars(
                select(CollectionCase).where(CollectionCase.closed_on.is_(None)).order_by(CollectionCase.id)
            ).all()
            owners = {case.id: case.owner_id for case in cases}
        lead = self._posts["collection_lead"][0]
        for number, case in enumerate(cases):
            owner = self._world.person(owners[case.id] or lead.id)
            if number % 3 == 0:
                self._desk.write(owner, self._promise(case, number // 3))
            if number < 5:
                self._visit(case, number, owner, lead)

    def _promise(self, case: CollectionCase, number: int) -> PromiseToPay:
        made = self._world.as_of - timedelta(days=1 + number % 3)
        with as_system(self._desk.session, "demo seed"):
            owed = case.overdue_amount
        return PromiseToPay(
            collection_case_id=case.id,
            amount=max(100_000, owed // 1000 * 1000),
            made_on=made,
            due_on=self._world.as_of + timedelta(days=number % 3),
            note="Khách hẹn chuyển khoản sau khi nhận lương.",
        )

    def _visit(self, case: CollectionCase, number: int, planner: Person, lead: Person) -> None:
        field = [*self._posts["field_sg"], *self._posts["field_ho"]]
        visitor, planned = field[number % 2], self._world.as_of + timedelta(days=number % 3)
        visit = FieldVisit(
            collection_case_id=case.id,
            planned_at=instant(planned, 9 + number),
            place="Nơi ở của khách hàng",
            visitor_id=visitor.id,
            companion_id=field[2].id,
            objective="Tìm hiểu khó khăn, thống nhất phương án trả nợ.",
            analysis="Khách trả tốt các kỳ đầu, gần đây đổi việc.",
            privacy_checked=True,
            safety_checked=True,
        )
        self._desk.write(planner, visit)
        if number % 2 == 0 and planner is not lead:
            self._desk.take(lead, visit, "approve")

    def _marketing(self) -> None:
        marketer, starts = self._posts["marketing"][0], self._world.as_of + timedelta(days=20)
        for number, (name, budget) in enumerate(
            (("Facebook · Tết sum vầy", 90_000_000), ("Zalo · Lì xì đầu năm", 60_000_000))
        ):
            campaign = Campaign(
                name=f"{name} {starts:%m/%Y}",
                channel=Channel.FACEBOOK if number == 0 else Channel.ZALO,
                starts_on=starts,
                ends_on=starts + timedelta(days=45),
                budget=budget,
                target_leads=800,
                utm=f"tet-{starts:%Y}-{number}",
            )
            self._desk.write(marketer, campaign)
            if number == 0:
                self._desk.take(marketer, campaign, "submit")

    def _management(self) -> None:
        director, administrator = self._posts["director"][0], self._posts["administrator"][0]
        seller, following = self._posts["sales_sg"][0], self._world.as_of.replace(day=1) + timedelta(days=32)
        for metric, weight, target in (
            (KpiMetric.NEW_CUSTOMERS, 50, 10),
            (KpiMetric.DISBURSED_AMOUNT, 50, 500_000_000),
        ):
            self._desk.write(
                director,
                KpiTarget(
                    period=f"{following:%Y-%m}",
                    employee_id=seller.id,
                    metric=metric,
                    weight_percent=weight,
                    target_whole=target,
                ),
            )
        limit = AuthorityLimit(
            employee_id=self._posts["accountant"][0].id,
            role=Authority.PAYOUT,
            amount=50_000_000,
            valid_from=self._world.as_of,
        )
        self._desk.write(administrator, limit)
