"""Field visits of the past: planned, approved, made by two and reported, as long as a customer stayed late enough."""

from datetime import date, timedelta
from random import Random
from typing import Protocol

from app.debt_collection.field_visit.model import FieldVisit, PersonMet, RiskLevel, VisitStatus
from seed.demo.loans import weighted_key
from seed.demo.steps import Path
from seed.demo.world import Person, World, instant, working_day

_MET = {PersonMet.DEBTOR: 52, PersonMet.OTHER: 24, PersonMet.NONE: 24}
_FIRST_AFTER, _EVERY, _MOST = 32, 45, 3
_OBJECTIVES = ("Tìm hiểu khó khăn, thống nhất phương án trả nợ.", "Xác minh nơi ở và nơi làm việc hiện tại.",
               "Gặp khách hàng sau nhiều lần gọi không được.")  # fmt: skip
_ANALYSES = ("Khách trả tốt các kỳ đầu, gần đây đổi việc.", "Khách không nghe máy từ hai tuần, chưa từng thất hứa.",
             "Thu nhập theo mùa vụ, kỳ trước trả muộn.", "Khách có hai khoản vay ở nơi khác.")  # fmt: skip
_REPORTS = {
    PersonMet.DEBTOR: (
        ("Khách thừa nhận khoản nợ, xin trả làm hai lần.", "Theo dõi lời hứa, gọi lại sau một tuần.", "Mất việc."),
        ("Khách hợp tác, cho xem bảng lương mới.", "Nhắc trước ngày lương hai ngày.", None),
        ("Khách nói buôn bán thua lỗ, đề nghị giãn nợ.", "Chuyển bộ phận rủi ro xem xét.", "Thua lỗ kinh doanh."),
    ),
    PersonMet.OTHER: (
        ("Chỉ gặp người nhà, không nói về khoản nợ, để lại số điện thoại.", "Hẹn gặp khách vào cuối tuần.", None),
        ("Gặp mẹ của khách, không nhắc đến khoản vay.", "Gọi cho khách sau 18 giờ.", None),
    ),
    PersonMet.NONE: (
        ("Nhà khóa cửa, hàng xóm nói khách đi làm xa.", "Xác minh nơi làm việc.", None),
        ("Không có ai ở nhà.", "Đến lại vào buổi tối.", None),
    ),
}  # fmt: skip


class VisitedCase(Protocol):
    """What a visit needs of its case."""

    key: int
    collector: Person


def collect(
    world: World, rng: Random, case: VisitedCase, first: date, until: date, posts: dict[str, list[Person]]
) -> None:
    """Collect the visits that a case saw until a day."""
    field = [p for key in ("field_ho", "field_sg", "field_hn") for p in posts[key]]
    day = working_day(first + timedelta(days=_FIRST_AFTER + rng.randrange(5)))
    for _ in range(_MOST):
        if day >= min(until, world.as_of - timedelta(days=2)):
            break
        visitor = case.collector if case.collector in field else rng.choice(field)
        companion = rng.choice([p for p in field if p is not visitor])
        _visit(world, rng, case, day, (visitor, companion), posts["collection_lead"][0])
        day = working_day(day + timedelta(days=_EVERY + rng.randrange(10)))


def _visit(world: World, rng: Random, case: VisitedCase, day: date, pair: tuple[Person, Person], lead: Person) -> None:
    visitor, companion = pair
    met = weighted_key(rng, _MET)
    feedback, strategy, hardship = rng.choice(_REPORTS[met])
    planned = day - timedelta(days=2)
    key = world.bulk.add(
        FieldVisit,
        created_at=instant(planned, 9),
        by=visitor.user_id,
        updated_at=instant(day, 17),
        collection_case_id=case.key,
        planned_at=instant(day, rng.randrange(8, 17)),
        place=rng.choice(("Nơi ở của khách hàng", "Nơi làm việc của khách hàng", "Cửa hàng của khách hàng")),
        visitor_id=visitor.id,
        companion_id=companion.id,
        objective=rng.choice(_OBJECTIVES),
        analysis=rng.choice(_ANALYSES),
        risk_level=RiskLevel.MEDIUM if rng.random() < 0.15 else RiskLevel.LOW,
        privacy_checked=True,
        safety_checked=True,
        status=VisitStatus.REVIEWED,
        met=met,
        hardship=hardship,
        ability_score=rng.randrange(20, 85) if met is PersonMet.DEBTOR else None,
        feedback=feedback,
        next_visit_on=day + timedelta(days=_EVERY) if met is not PersonMet.DEBTOR else None,
        next_strategy=strategy,
    )
    path = Path(f"field_visit:{key}", "FieldVisit", key)
    path.step("field_visit.create", visitor, None, "planned")
    path.step("field_visit.approve", lead, "planned", "approved")
    path.step("field_visit.check_in", visitor, "approved", "checked_in")
    path.step("field_visit.report", visitor, "checked_in", "reported")
    path.step("field_visit.review", lead, "reported", "reviewed")
    path.write(world, planned, day + timedelta(days=1))
