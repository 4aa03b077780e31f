"""Collection: a case for every stretch in which a customer was late, what collectors tried, and what was promised."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from app.debt_collection.collection_action import ActionChannel, ActionOutcome, CollectionAction
from app.debt_collection.collection_case.model import CaseStage, CloseReason, CollectionCase
from app.debt_collection.collection_case.operations import refresh_cases
from app.debt_collection.promise_to_pay.model import PromiseStatus, PromiseToPay
from app.debt_collection.promise_to_pay.rules import outcome as became
from app.parties.contact import Contact, Obligation, Relation
from app.security.involvement import rebuild_involvement
from seed.demo import visits
from seed.demo.book import Book
from seed.demo.history import History
from seed.demo.loans import weighted_key
from seed.demo.people import phone_of_nobody
from seed.demo.world import Person, World, instant

_OUTCOMES = {
    ActionOutcome.NO_ANSWER: 46, ActionOutcome.RIGHT_PARTY: 24, ActionOutcome.HARDSHIP: 6, ActionOutcome.REFUSAL: 2,
    ActionOutcome.DISPUTE: 1, ActionOutcome.OTHER_PERSON: 9, ActionOutcome.WRONG_NUMBER: 6, ActionOutcome.PROMISE: 2,
}  # fmt: skip
_NOTES = {
    ActionOutcome.NO_ANSWER: ("Không nghe máy.", "Máy bận, gọi lại sau.", "Thuê bao không liên lạc được.",
                              "Đổ chuông hai lần, không ai nghe."),
    ActionOutcome.RIGHT_PARTY: ("Đã nhắc nợ, khách nói chờ lương cuối tháng.", "Khách xin thêm vài ngày để xoay tiền.",
                                "Khách nói đã chuyển khoản, chờ đối soát.", "Khách đang đi công tác, hẹn gọi lại tối.",
                                "Đã giải thích lãi chậm trả, khách đã hiểu."),
    ActionOutcome.HARDSHIP: ("Khách mới nghỉ việc, đang tìm chỗ làm.", "Cửa hàng ế, thu nhập giảm một nửa.",
                             "Con ốm phải nằm viện, đề nghị giãn kỳ."),
    ActionOutcome.REFUSAL: ("Khách từ chối trả, cho rằng lãi cao.", "Khách cúp máy khi nghe nhắc nợ."),
    ActionOutcome.DISPUTE: ("Khách khiếu nại số tiền phạt, đã lập phiếu cho CSKH.",),
    ActionOutcome.OTHER_PERSON: ("Người khác nghe máy, không nhắc đến khoản nợ.",
                                 "Vợ nghe máy, chỉ nhắn khách gọi lại."),
    ActionOutcome.WRONG_NUMBER: ("Nhầm số.", "Số đã đổi chủ, cần tìm số mới."),
    ActionOutcome.PROMISE: ("Khách hẹn ngày thanh toán.", "Khách hẹn nộp tại chi nhánh.", "Khách hẹn chuyển khoản."),
}  # fmt: skip
_STRATEGIES = ("Gọi trước 10 giờ, đề nghị trả một phần.", "Nhắn Zalo trước, gọi sau giờ làm.",
               "Gặp trực tiếp, tìm hiểu thu nhập mới.", "Theo dõi sát lời hứa gần nhất.")  # fmt: skip
_PROMISES_BEFORE_PAYING = 0.3
_PROMISED_WITHIN = 5
REFERENCE_ONLY = "Trần Thị Thanh Loan"
FIVE_REMINDERS = "Đã nhắc đủ 5 lần ngày"


def collect(world: World, session: Session, history: History, posts: dict[str, list[Person]]) -> None:
    """Store cases, actions and promises; the open cases then get their figures from the operation of every night."""
    rng = world.dice("collection")
    by_customer: dict[int, list[tuple[date, date | None, Book]]] = defaultdict(list)
    for book in history.books.values():
        for first, last in book.episodes:
            by_customer[book.contract.customer_id].append((first, last, book))
    reminded: Case | None = None
    for customer_id, episodes in sorted(by_customer.items()):
        open_from: date | None = None
        for first, last, book in sorted(episodes, key=lambda e: (e[0], e[2].contract.id)):
            if open_from is not None:
                break
            case = _case(world, rng, customer_id, first, last, book, posts)
            if last is None and 10 <= book.balance["days_past_due"] <= 60:
                reminded = reminded or case
            open_from = first if last is None else None
    if reminded is not None:
        _remind_five_times(world, reminded)
    world.bulk.write()
    rebuild_involvement(session, CollectionCase)
    refresh_cases(session, world.as_of - timedelta(days=1))


def _case(
    world: World,
    rng: Random,
    customer_id: int,
    first: date,
    last: date | None,
    book: Book,
    posts: dict[str, list[Person]],
) -> "Case":
    near = {world.branches["SG"]: "sg", world.branches["HN"]: "hn"}.get(book.contract.branch_id, "ho")
    until = last or world.as_of - timedelta(days=1)
    team = posts[f"collector_{near}"] if (until - first).days < 31 else posts[f"field_{near}"]
    collector = rng.choice([*team, *(posts["collection_lead"] if near == "ho" else ())])
    reason = CloseReason.WRITTEN_OFF if book.contract.status == "written_off" else CloseReason.CURED
    case_id = world.bulk.add(
        CollectionCase,
        created_at=instant(first, 23),
        customer_id=customer_id,
        stage=CaseStage.CLOSED if last else CaseStage.SOFT,
        opened_on=first,
        closed_on=last,
        close_reason=reason if last else None,
        strategy=rng.choice(_STRATEGIES) if rng.random() < 0.6 else None,
        branch_id=book.contract.branch_id,
        owner_id=collector.id,
    )
    case = Case(world, rng, case_id, collector, book)
    promised_on = last - timedelta(days=rng.randrange(1, _PROMISED_WITHIN)) if last else until
    case.promises_before_paying = last is not None and promised_on > first and rng.random() < _PROMISES_BEFORE_PAYING
    day = first + timedelta(days=1)
    for _ in range(12):
        if day >= until:
            break
        case.act(day, promises=False)
        day += timedelta(days=rng.randrange(1, 5) + (day - first).days // 12)
    if case.promises_before_paying:
        case.act(promised_on, promises=True)
    visits.collect(world, rng, case, first, until, posts)
    return case


def _remind_five_times(world: World, case: "Case") -> None:
    """Let one customer have been reminded as often in one day as the law allows, and name one who must not be."""
    eve, bulk = world.as_of - timedelta(days=1), world.bulk
    actions = bulk.rows(CollectionAction)
    actions[:] = [a for a in actions if a["collection_case_id"] != case.key or a["at"] < instant(eve, 0)]
    channels = (ActionChannel.SMS, ActionChannel.CALL, ActionChannel.ZALO, ActionChannel.CALL, ActionChannel.CALL)
    for number, channel in enumerate(channels, start=1):
        case.note(instant(eve, 7 + 2 * number), channel, ActionOutcome.NO_ANSWER, f"Lần nhắc {number}/5 trong ngày.")
    row = next(r for r in bulk.rows(CollectionCase) if r["id"] == case.key)
    bulk.add(
        Contact,
        created_at=instant(case.book.contract.effective_on, 9),
        by=case.collector.user_id,
        customer_id=case.book.contract.customer_id,
        name=REFERENCE_ONLY,
        relation=Relation.REFERENCE,
        phone=phone_of_nobody(world, case.rng),
        obligation=Obligation.NONE,
    )
    row["strategy"] = f"{FIVE_REMINDERS} {eve:%d/%m/%Y}, hôm đó không liên hệ thêm."


@dataclass
class Case:
    """A case in the making: whose it is, and the book that says what was received when."""

    world: World
    rng: Random
    key: int
    collector: Person
    book: Book
    promises_before_paying: bool = False

    def act(self, day: date, *, promises: bool) -> None:
        """Collect an attempt to reach the debtor, and the promise that came of it."""
        outcome = ActionOutcome.PROMISE if promises else weighted_key(self.rng, _OUTCOMES)
        at = instant(day, self.rng.randrange(8, 20), self.rng.randrange(60))
        channel = weighted_key(self.rng, {ActionChannel.CALL: 76, ActionChannel.SMS: 14, ActionChannel.ZALO: 10})
        spoken = outcome not in (ActionOutcome.NO_ANSWER, ActionOutcome.WRONG_NUMBER)
        self.note(at, ActionChannel.CALL if spoken else channel, outcome, self.rng.choice(_NOTES[outcome]))
        if outcome is ActionOutcome.PROMISE:
            self._promise(day, at)

    def note(self, at: datetime, channel: ActionChannel, outcome: ActionOutcome, text: str) -> None:
        """Collect an attempt."""
        self.world.bulk.add(
            CollectionAction,
            created_at=at,
            by=self.collector.user_id,
            collection_case_id=self.key,
            at=at,
            channel=channel,
            outcome=outcome,
            counted_as_reminder=True,
            note=text,
        )

    def _promise(self, day: date, at: datetime) -> None:
        """Collect a promise of these days and settle it by what was received, as end of day does."""
        due_on = day + timedelta(days=self.rng.randrange(2, 7))
        settled_on = due_on + timedelta(days=1)
        if settled_on >= self.world.as_of:
            return
        instalment = self.book.rows[0]["principal"] + self.book.rows[0]["interest"]
        amount = max(100_000, instalment // 1000 * 1000)
        received = sum(paid for on, paid in self.book.received if day <= on <= settled_on)
        kept = min(received, amount)
        self.world.bulk.add(
            PromiseToPay,
            created_at=at,
            by=self.collector.user_id,
            collection_case_id=self.key,
            amount=amount,
            made_on=day,
            due_on=due_on,
            status=PromiseStatus(became(amount, kept, due_on, settled_on)),
            kept_amount=kept,
            note=self.rng.choice(("Hẹn chuyển khoản.", "Hẹn nộp tiền mặt tại chi nhánh.", "Hẹn trả khi nhận lương.")),
        )
