"""Customer care: tickets of two years with answers and scores, and the exchanges with borrowers."""

from datetime import date, timedelta
from random import Random

from app.care.interaction import Direction, Interaction, InteractionChannel
from app.care.survey import Survey
from app.care.ticket.model import Severity, Ticket, TicketKind, TicketStatus
from seed.demo.loans import Loan, weighted_key
from seed.demo.world import Person, World, instant

_KINDS = ((TicketKind.QUESTION, 55), (TicketKind.REQUEST, 25), (TicketKind.COMPLAINT, 15),
          (TicketKind.COLLECTION_COMPLAINT, 5))  # fmt: skip
# What customers write about, how it was settled and what lay behind it.
_MATTERS: dict[TicketKind, tuple[tuple[str, str, str | None], ...]] = {
    TicketKind.QUESTION: (
        ("Hỏi số tiền kỳ tới", "Đã báo số tiền và ngày trả, gửi lại lịch qua Zalo.", None),
        ("Hỏi cách tất toán sớm", "Đã giải thích phí và gửi bảng tính tất toán.", None),
        ("Hỏi tài khoản nhận tiền trả góp", "Đã nhắn số tài khoản và nội dung chuyển khoản.", None),
        ("Hỏi vì sao có lãi chậm trả", "Đã giải thích ngày quá hạn và cách tính.", "Khách quên ngày trả"),
        ("Hỏi điều kiện vay thêm", "Đã chuyển chuyên viên kinh doanh tư vấn.", None),
    ),
    TicketKind.REQUEST: (
        ("Xin sao kê khoản vay", "Đã gửi sao kê qua thư điện tử.", None),
        ("Đổi số điện thoại liên hệ", "Đã xác minh và cập nhật số mới.", None),
        ("Xin giấy xác nhận dư nợ", "Đã gửi bản có dấu qua bưu điện.", None),
        ("Xin bản sao hợp đồng", "Đã gửi bản sao qua thư điện tử.", None),
    ),
    TicketKind.COMPLAINT: (
        ("Đã trả tiền nhưng chưa ghi nhận", "Đã tìm thấy tiền, ghi nhận lại đúng ngày.", "Sai nội dung chuyển khoản"),
        ("Nhân viên tư vấn chưa rõ phí", "Đã xin lỗi, giải thích lại từng khoản phí.", "Tư vấn thiếu thông tin"),
        ("Chờ giải ngân quá lâu", "Đã giải thích và giải ngân trong ngày.", "Hồ sơ bổ sung hai lần"),
    ),
    TicketKind.COLLECTION_COMPLAINT: (
        ("Gọi nhắc nợ quá nhiều lần", "Đã nghe lại ghi âm, nhắc nhở nhân viên.", "Hai bộ phận cùng gọi"),
        ("Nhắc nợ trong giờ làm việc", "Đã ghi nhận giờ liên lạc khách mong muốn.", None),
    ),
}
_SCORES = {5: 56, 4: 27, 3: 10, 2: 4, 1: 3}
# The score from 0 to 10 of those who answer the survey, by how satisfied they were; together a balance of about +32.
_ANSWERED = 0.6
_SURVEYED = {5: (10, 10, 9, 9, 9, 8), 4: (9, 8, 8, 7), 3: (6, 5, 7), 2: (4, 3), 1: (2, 0)}
_COMMENTS: dict[bool, tuple[str | None, ...]] = {
    True: (None, None, "Nhân viên nhiệt tình, trả lời nhanh.", "Giải thích dễ hiểu.", "Hài lòng."),
    False: ("Phải gọi lại ba lần mới được giải quyết.", "Chờ máy lâu quá.", None, "Phí tất toán còn cao."),
}
_WELCOMES = (
    "Gọi chào mừng, nhắc ngày trả góp đầu tiên và cách thanh toán.",
    "Gọi chào mừng, khách xin đổi giờ nhận tin nhắc.",
    "Gọi chào mừng, hướng dẫn tải sao kê và xem lịch trả.",
    "Gọi chào mừng, khách đã nhận đủ tiền và hợp đồng.",
)
_PER_MONTH = 0.012
_LATE = 0.06


def collect(world: World, loans: list[Loan], posts: dict[str, list[Person]]) -> None:
    """Collect what borrowers asked, requested and complained about while their loans ran, all of it answered."""
    rng = world.dice("care")
    for loan in loans:
        last = min(world.as_of - timedelta(days=4), loan.ends_on)
        months = max(1, (last - loan.paid_out_on).days // 30)
        for number in range(months):
            if rng.random() < _PER_MONTH:
                day = loan.paid_out_on + timedelta(days=30 * number + rng.randrange(28))
                if day < last:
                    _ticket(world, rng, loan, day, posts)
        welcome = loan.paid_out_on + timedelta(days=3)
        if welcome < world.as_of:
            _welcome(world, rng, loan, welcome, posts)


def _ticket(world: World, rng: Random, loan: Loan, day: date, posts: dict[str, list[Person]]) -> None:
    kind = rng.choices([k for k, _ in _KINDS], [w for _, w in _KINDS])[0]
    subject, resolution, cause = rng.choice(_MATTERS[kind])
    agent, opened = rng.choice(posts["care"]), instant(day, rng.randrange(8, 18), rng.randrange(60))
    is_late = rng.random() < _LATE
    about = rng.choice(posts["collector_ho"]).id if kind is TicketKind.COLLECTION_COMPLAINT else None
    owed = 4 if about else 24
    hours = owed * rng.uniform(1.05, 2) if is_late else owed * rng.choice((0.1, 0.2, 0.4, 0.6, 0.9))
    resolved = opened + timedelta(minutes=round(60 * hours))
    satisfied = weighted_key(rng, _SCORES)
    key = world.bulk.add(
        Ticket,
        created_at=opened,
        by=agent.user_id,
        updated_at=resolved,
        subject=subject,
        customer_id=loan.keys["request"].keys["customer"],
        kind=kind,
        severity=Severity.URGENT if about else Severity.NORMAL,
        channel=rng.choice((InteractionChannel.CALL, InteractionChannel.ZALO, InteractionChannel.EMAIL)),
        about_id=about,
        status=TicketStatus.CLOSED,
        sla_due_at=opened + timedelta(hours=owed),
        resolution=resolution,
        root_cause=cause,
        resolved_at=resolved,
        closed_at=resolved + timedelta(hours=6),
        satisfied=satisfied,
        branch_id=world.branches[loan.keys["request"].office],
        owner_id=agent.id,
    )
    if rng.random() < _ANSWERED:
        score, asked_at = rng.choice(_SURVEYED[satisfied]), resolved + timedelta(days=1)
        world.bulk.add(
            Survey,
            created_at=asked_at,
            by=agent.user_id,
            ticket_id=key,
            score=score,
            comment=rng.choice(_COMMENTS[score >= 7]),
            answered_on=asked_at.date(),
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
        summary=rng.choice(_WELCOMES),
        branch_id=world.branches[loan.keys["request"].office],
        owner_id=agent.id,
    )
