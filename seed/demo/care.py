"""Customer care: tickets of two years with their answers, and the exchanges with borrowers."""

from datetime import date, timedelta
from random import Random

from app.care.interaction import Direction, Interaction, InteractionChannel
from app.care.ticket.model import Severity, Ticket, TicketKind, TicketStatus
from seed.demo.loans import Loan
from seed.demo.world import Person, World, instant

_KINDS = ((TicketKind.QUESTION, 55), (TicketKind.REQUEST, 25), (TicketKind.COMPLAINT, 15),
          (TicketKind.COLLECTION_COMPLAINT, 5))  # fmt: skip
_SUBJECTS = {
    TicketKind.QUESTION: ("Hỏi số tiền kỳ tới", "Hỏi cách tất toán sớm", "Hỏi tài khoản nhận tiền trả góp"),
    TicketKind.REQUEST: ("Xin sao kê khoản vay", "Đổi số điện thoại liên hệ", "Xin giấy xác nhận dư nợ"),
    TicketKind.COMPLAINT: ("Đã trả tiền nhưng chưa ghi nhận", "Nhân viên tư vấn chưa rõ phí"),
    TicketKind.COLLECTION_COMPLAINT: ("Gọi nhắc nợ quá nhiều lần",),
}
_SCORES = ((5, 52), (4, 31), (3, 11), (2, 4), (1, 2))
_PER_MONTH = 0.012


def collect(world: World, loans: list[Loan], posts: dict[str, list[Person]]) -> None:
    """Collect what borrowers asked, requested and complained about while their loans ran, all of it answered."""
    rng = world.dice("care")
    for loan in loans:
        last = min(world.as_of - timedelta(days=4), loan.ends_on)
        months = max(1, (last - loan.paid_out_on).days // 30)
        for number in range(months):
            if rng.random() < _PER_MONTH * 1.5:
                day = loan.paid_out_on + timedelta(days=30 * number + rng.randrange(28))
                if day < last:
                    _ticket(world, rng, loan, day, posts)
        welcome = loan.paid_out_on + timedelta(days=3)
        if welcome < world.as_of:
            _welcome(world, rng, loan, welcome, posts)


def _ticket(world: World, rng: Random, loan: Loan, day: date, posts: dict[str, list[Person]]) -> None:
    kind = rng.choices([k for k, _ in _KINDS], [w for _, w in _KINDS])[0]
    agent, opened = rng.choice(posts["care"]), instant(day, rng.randrange(8, 18), rng.randrange(60))
    resolved = opened + timedelta(hours=rng.choice((1, 2, 3, 5, 8, 20, 26)))
    about = rng.choice(posts["collector_ho"]).id if kind is TicketKind.COLLECTION_COMPLAINT else None
    world.bulk.add(
        Ticket,
        created_at=opened,
        by=agent.user_id,
        updated_at=resolved,
        subject=rng.choice(_SUBJECTS[kind]),
        customer_id=loan.keys["request"].keys["customer"],
        kind=kind,
        severity=Severity.URGENT if about else Severity.NORMAL,
        channel=rng.choice((InteractionChannel.CALL, InteractionChannel.ZALO, InteractionChannel.EMAIL)),
        about_id=about,
        status=TicketStatus.CLOSED,
        sla_due_at=opened + timedelta(hours=4 if about else 24),
        resolution="Đã giải thích và xử lý theo yêu cầu của khách hàng.",
        resolved_at=resolved,
        closed_at=resolved + timedelta(hours=6),
        satisfied=rng.choices([s for s, _ in _SCORES], [w for _, w in _SCORES])[0],
        branch_id=world.branches[loan.keys["request"].office],
        owner_id=agent.id,
    )


def _welcome(world: World, rng: Random, loan: Loan, day: date, posts: dict[str, list[Person]]) -> None:
    agent, at = rng.choice(posts["care"]), instant(day, rng.randrange(9, 17))
    world.bulk.add(
        Interaction,
        created_at=at,
        by=agent.user_id,
        at=at,
        customer_id=loan.keys["request"].keys["customer"],
        channel=InteractionChannel.CALL,
        direction=Direction.OUTBOUND,
        summary="Gọi chào mừng, nhắc ngày trả góp đầu tiên và cách thanh toán.",
        branch_id=world.branches[loan.keys["request"].office],
        owner_id=agent.id,
    )
