"""Payment vouchers of two years: what campaigns, dealers and offices cost, requested, checked, approved and paid."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.servicing.payment_voucher.model import PaymentVoucher, VoucherCategory, VoucherStatus
from app.shared.amount_in_words import amount_on_paper
from app.shared.money import Currency
from app.shared.months import add_months
from seed.demo.counter import Counter
from seed.demo.organisation import OFFICES
from seed.demo.steps import Path
from seed.demo.world import Person, World, instant, working_day

_VND = Currency("VND", 0)
# What an office costs a month at full size, in dong: rent by the business done there, and what the head office pays.
_RENT, _RENT_BY_SHARE = 9_000_000, 600_000
_BILLS = (
    ("Tổng công ty Điện lực TP. Hồ Chí Minh", 24_000_000, "Tiền điện các văn phòng tháng {:%m/%Y}"),
    ("Công ty Viễn thông Sài Gòn", 16_500_000, "Cước tổng đài và đường truyền tháng {:%m/%Y}"),
    ("Công ty Văn phòng phẩm Hồng Hà", 7_200_000, "Văn phòng phẩm, in mẫu hợp đồng tháng {:%m/%Y}"),
    ("Công ty Dịch vụ Bảo vệ Long Hải", 12_000_000, "Bảo vệ, vệ sinh các văn phòng tháng {:%m/%Y}"),
)


@dataclass(frozen=True)
class Expense:
    """What is to be paid, in dong, and on which day the invoice came; `cost` is the campaign cost that it settles."""

    invoiced_on: date
    payee: str
    amount: int
    category: VoucherCategory
    purpose: str
    requester: Person
    cost: int | None = None

    @property
    def paid_on(self) -> date:
        """The day of payment, about a week after the invoice."""
        return working_day(self.invoiced_on + timedelta(days=6 + self.amount // 1000 % 4))


def of_offices(world: World, posts: dict[str, list[Person]]) -> Iterator[Expense]:
    """Yield what the offices cost each month: rent, bills and the lawyers' retainer."""
    rng, requester = world.dice("offices' expenses"), posts["chief_accountant"][0]
    month = world.first_day
    while month < world.as_of:
        invoiced = working_day(month + timedelta(days=3))
        for name, _, share in OFFICES.values():
            amount = _RENT + _RENT_BY_SHARE * (share or 20)
            purpose = f"Tiền thuê mặt bằng {name} tháng {month:%m/%Y}"
            yield _opex(world, rng, invoiced, f"Chủ nhà {name}", amount, purpose, requester)
        for payee, amount, purpose in _BILLS:
            yield _opex(world, rng, invoiced, payee, amount, purpose.format(month), requester)
        if month.month % 3 == 0:
            purpose = f"Phí tư vấn pháp lý quý {month.month // 3}/{month.year}"
            facts = _opex(world, rng, invoiced, "Văn phòng luật sư Công Lý", 45_000_000, purpose, requester)
            yield Expense(**{**vars(facts), "category": VoucherCategory.LEGAL_COST})
        month = add_months(month, 1)


def _opex(world: World, rng: Random, on: date, payee: str, amount: int, purpose: str, requester: Person) -> Expense:
    scaled = int(round(amount * max(world.size, 0.1) * rng.uniform(0.94, 1.08), -3))
    return Expense(on, payee, scaled, VoucherCategory.OPEX, purpose, requester)


class Payments:
    """Pays what falls due on each day, posted as the voucher's own operation posts it."""

    def __init__(self, world: World, counter: Counter, expenses: list[Expense], posts: dict[str, list[Person]]) -> None:
        self._world, self._counter, self._posts = world, counter, posts
        self._by_day: dict[date, list[Expense]] = defaultdict(list)
        for expense in expenses:
            self._by_day[expense.paid_on].append(expense)

    def of_day(self, today: date) -> None:
        """Pay the day's expenses."""
        for expense in self._by_day.get(today, ()):
            self._pay(expense)

    def _pay(self, expense: Expense) -> None:
        bulk, posts, requester, today = self._world.bulk, self._posts, expense.requester, expense.paid_on
        key = bulk.next_key(PaymentVoucher)
        number, entry_id = self._counter.pay_voucher(key, expense.category, expense.amount, requester.branch_id)
        bulk.add(
            PaymentVoucher,
            key=key,
            created_at=instant(expense.invoiced_on, 10),
            by=requester.user_id,
            updated_at=instant(today, 16),
            number=number,
            payee=expense.payee,
            amount=expense.amount,
            amount_in_words=amount_on_paper(expense.amount, _VND),
            category=expense.category,
            campaign_cost_id=expense.cost,
            purpose=expense.purpose,
            supporting_documents=f"Hóa đơn {expense.amount % 9973:06d} ngày {expense.invoiced_on:%d/%m/%Y}",
            status=VoucherStatus.BOOKED,
            paid_on=today,
            bank_ref=f"UNC{today:%y%j}{key:06d}",
            entry_id=entry_id,
            branch_id=requester.branch_id,
            owner_id=requester.id,
        )
        path, amount = Path(f"payment_voucher:{key}", "PaymentVoucher", key), expense.amount
        path.step("payment_voucher.create", requester, None, "draft", None, amount)
        path.step("payment_voucher.check", posts["accountant"][0], "draft", "checked", None, amount)
        path.step("payment_voucher.approve", posts["deputy"][0], "checked", "approved", None, amount)
        path.step("payment_voucher.pay", posts["cashier_ho"][0], "approved", "paid", None, amount)
        path.step("payment_voucher.book", posts["accountant"][0], "paid", "booked", None, amount)
        path.write(self._world, expense.invoiced_on, today)
