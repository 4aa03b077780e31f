"""Collection: a case for every stretch in which a customer was late, what collectors tried, and what was promised."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from sqlalchemy.orm import Session

from app.debt_collection.collection_action import ActionChannel, ActionOutcome, CollectionAction
from app.debt_collection.collection_case.model import CaseStage, CloseReason, CollectionCase
from app.debt_collection.collection_case.operations import refresh_cases
from app.debt_collection.promise_to_pay.model import PromiseStatus, PromiseToPay
from app.security.involvement import rebuild_involvement
from seed.demo.book import Book
from seed.demo.history import History
from seed.demo.world import Person, World, instant

_OUTCOMES = ((ActionOutcome.NO_ANSWER, 46), (ActionOutcome.RIGHT_PARTY, 33), (ActionOutcome.OTHER_PERSON, 9),
             (ActionOutcome.WRONG_NUMBER, 6), (ActionOutcome.PROMISE, 6))  # fmt: skip
_NOTES = {
    ActionOutcome.NO_ANSWER: "Không nghe máy.",
    ActionOutcome.RIGHT_PARTY: "Đã nhắc nợ, khách nói chờ lương.",
    ActionOutcome.OTHER_PERSON: "Người khác nghe máy, không nhắc đến khoản nợ.",
    ActionOutcome.WRONG_NUMBER: "Nhầm số.",
    ActionOutcome.PROMISE: "Khách hẹn ngày thanh toán.",
}
_KEPT = 0.62


def collect(world: World, session: Session, history: History, posts: dict[str, list[Person]]) -> None:
    """Store cases, actions and promises; the open cases then get their figures from the operation of every night."""
    rng = world.dice("collection")
    by_customer: dict[int, list[tuple[date, date | None, Book]]] = defaultdict(list)
    for book in history.books.values():
        for first, last in book.episodes:
            by_customer[book.contract.customer_id].append((first, last, book))
    for customer_id, episodes in sorted(by_customer.items()):
        open_from: date | None = None
        for first, last, book in sorted(episodes, key=lambda e: (e[0], e[2].contract.id)):
            if open_from is not None:
                break
            _case(world, rng, customer_id, first, last, book, posts)
            open_from = first if last is None else None
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
) -> None:
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
        strategy="Gọi nhắc trước 10 giờ, đề nghị trả một phần." if rng.random() < 0.4 else None,
        branch_id=book.contract.branch_id,
        owner_id=collector.id,
    )
    day = first + timedelta(days=1)
    for _ in range(12):
        if day >= until:
            break
        _act(world, rng, case_id, day, collector, book, paid=last)
        day += timedelta(days=rng.randrange(1, 5) + (day - first).days // 12)


def _act(
    world: World, rng: Random, case_id: int, day: date, collector: Person, book: Book, *, paid: date | None
) -> None:
    outcome = rng.choices([o for o, _ in _OUTCOMES], [w for _, w in _OUTCOMES])[0]
    at = instant(day, rng.randrange(8, 20), rng.randrange(60))
    world.bulk.add(
        CollectionAction,
        created_at=at,
        by=collector.user_id,
        collection_case_id=case_id,
        at=at,
        channel=ActionChannel.SMS if rng.random() < 0.2 else ActionChannel.CALL,
        outcome=outcome,
        counted_as_reminder=True,
        note=_NOTES[outcome],
    )
    if outcome is not ActionOutcome.PROMISE:
        return
    due_on = day + timedelta(days=rng.randrange(2, 7))
    if due_on >= world.as_of - timedelta(days=1):
        return
    amount = int(round(book.rows[0]["principal"] + book.rows[0]["interest"], -3))
    kept = paid is not None and paid <= due_on + timedelta(days=1)
    kept = kept or rng.random() < _KEPT - 0.4
    part = 0 if kept or rng.random() < 0.6 else amount // 2 + 1000
    status = PromiseStatus.KEPT if kept else PromiseStatus.PARTIAL if part else PromiseStatus.BROKEN
    world.bulk.add(
        PromiseToPay,
        created_at=at,
        by=collector.user_id,
        collection_case_id=case_id,
        amount=amount,
        made_on=day,
        due_on=due_on,
        status=status,
        kept_amount=amount if kept else part,
        note="Khách hẹn chuyển khoản.",
    )
