"""From the lead to the request: leads of every channel, those who talked, those who asked, and those still open."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from app.care.interaction import Direction, Interaction, InteractionChannel
from app.marketing.campaign.model import Channel
from app.marketing.lead.model import ContactResult, Lead, LeadLoss, LeadStatus
from app.marketing.lead.rules import touch
from app.marketing.opportunity.model import Opportunity, OpportunityLoss, Stage
from seed.demo import marketing
from seed.demo.channels import CHANNELS
from seed.demo.loans import payout_day
from seed.demo.names import full_name
from seed.demo.people import SERVED_BY, phone_of_nobody, province_of
from seed.demo.requests import Outcome, Request, seller_for
from seed.demo.world import Person, World, instant, office_hour

LEADS = 46_000
# Leads who wanted a loan and were found fit, for each loan made; those who did not ask for one changed their mind.
_QUALIFIED_PER_LOAN = 5.5
_REQUESTS_PER_LOAN = 2.5
_OPEN_FOR = timedelta(days=9)
_TALKS = ("Khách hỏi lãi suất và hồ sơ cần chuẩn bị.", "Khách cần tiền sửa nhà, hẹn gọi lại buổi chiều.",
          "Đã tư vấn gói vay, khách cân nhắc thêm.", "Khách so sánh với công ty khác.",
          "Khách hỏi trả trước hạn có mất phí không.", "Khách muốn vay thêm để nhập hàng Tết.",
          "Khách đang có khoản vay nơi khác, xin gộp lại.", "Khách hỏi giải ngân có nhanh không, hẹn gửi giấy tờ.",
          "Khách nhờ tính trả góp 12 và 18 tháng.", "Khách cần đóng học phí cho con, hẹn gặp tại chi nhánh.",
          "Khách bận, nhờ gửi thông tin qua Zalo.", "Khách hỏi vay mua xe cũ.")  # fmt: skip
_LOSSES = ((LeadLoss.NO_NEED, 34), (LeadLoss.RATE_TOO_HIGH, 22), (LeadLoss.COMPETITOR, 14),
           (LeadLoss.NO_INCOME_PROOF, 16), (LeadLoss.BAD_CREDIT, 8), (LeadLoss.OUT_OF_AREA, 6))  # fmt: skip


@dataclass(frozen=True)
class Odds:
    """The chances that a lead without a request was reached by telephone, and that it was found fit."""

    reached: float
    qualified: float


def collect(
    world: World, requests: list[Request], campaigns: list[marketing.CampaignPlan], posts: dict[str, list[Person]]
) -> None:
    """Collect the leads behind the requests, and the many that came to nothing."""
    rng = world.dice("funnel")
    came = [request for request in requests if request.returning is None]
    for request in came:
        _converted(world, rng, request)
    loans = sum(r.loan is not None for r in requests)
    for channel, facts in CHANNELS.items():
        whole, converted = world.count(LEADS) * facts.share / 100, sum(r.channel is channel for r in came)
        number = max(0, round(whole - converted))
        loans_of_channel = loans * facts.share * facts.to_loan / 420
        odds = Odds(
            reached=max(0.1, (whole * facts.contacted / 100 - converted) / max(number, 1)),
            qualified=min(0.6, loans_of_channel * (_QUALIFIED_PER_LOAN - _REQUESTS_PER_LOAN) / max(number, 1)),
        )
        for _ in range(number):
            _lead(world, rng, channel, odds, campaigns, posts)


def _converted(world: World, rng: Random, request: Request) -> None:
    """Collect the lead, its talk and the opportunity behind a request; the customer is made with the request."""
    person, seller, came_at = request.person, request.seller, office_hour(rng, request.came_on)
    customer_id = request.keys["customer"]
    request.campaign.leads[request.came_on] += 1
    lead_id = world.bulk.add(
        Lead,
        created_at=came_at,
        full_name=person.full_name,
        phone=person.phone,
        province=person.province,
        need_product_id=world.products[request.kind],
        need_amount=request.amount,
        source=request.channel,
        campaign_id=request.campaign.id,
        touches=[touch(came_at, request.channel, request.campaign.id)],
        score=rng.randrange(45, 100),
        status=LeadStatus.CONVERTED,
        assigned_at=came_at + timedelta(hours=1),
        first_contact_at=came_at + timedelta(hours=rng.randrange(1, 5)),
        result=ContactResult.INTERESTED,
        customer_id=customer_id,
        branch_id=world.branches[request.office],
        owner_id=seller.id,
    )
    _talk(world, rng, seller, world.branches[request.office], lead_id, customer_id, came_at + timedelta(hours=2))
    won = request.outcome is Outcome.DISBURSED
    loss = OpportunityLoss.NO_NEED if request.outcome is Outcome.WITHDRAWN else OpportunityLoss.REJECTED
    request.keys["opportunity"] = world.bulk.add(
        Opportunity,
        created_at=came_at + timedelta(hours=3),
        by=seller.user_id,
        updated_at=instant(request.decided_on, 16),
        customer_id=customer_id,
        lead_id=lead_id,
        product_id=world.products[request.kind],
        stage=Stage.WON if won else Stage.LOST,
        amount=request.amount,
        probability_percent=Decimal(100 if won else 0),
        expected_close_on=request.asked_on + timedelta(days=5),
        lost_reason=None if won else loss,
        branch_id=world.branches[request.office],
        owner_id=seller.id,
    )


def _lead(
    world: World,
    rng: Random,
    channel: Channel,
    odds: Odds,
    campaigns: list[marketing.CampaignPlan],
    posts: dict[str, list[Person]],
) -> None:
    """Collect a lead that has not become a request: lost long ago, or still being worked on."""
    day = payout_day(world, rng, world.as_of)
    campaign = marketing.choose(rng, campaigns, channel, day, lends=False)
    campaign.leads[day] += 1
    province = province_of(rng)
    office = SERVED_BY.get(province, "HN")
    seller = seller_for(world, rng, office, channel)
    came_at = office_hour(rng, day) - timedelta(hours=0 if day < world.as_of else 3)
    wants_car = channel is Channel.PARTNER or rng.random() < 0.06
    facts: dict[str, Any] = {
        "full_name": full_name(rng, rng.choice(("male", "female"))),
        "phone": phone_of_nobody(world, rng),
        "province": province,
        "need_product_id": world.products["used_car" if wants_car else "unsecured"],
        "need_amount": rng.randrange(200, 600, 5) * 1_000_000 if wants_car else rng.randrange(6, 80) * 1_000_000,
        "source": channel,
        "campaign_id": campaign.id,
        "touches": [touch(came_at, channel, campaign.id)],
        "score": rng.randrange(5, 85),
        "branch_id": world.branches[office],
        "owner_id": seller.id,
    }
    reached = rng.random() < odds.reached
    if world.as_of - day < _OPEN_FOR and rng.random() < 0.6:
        _open(world, rng, facts, came_at, day, posts, seller)
        return
    state = _lost_state(rng, facts, came_at, reached=reached)
    lead_id = world.bulk.add(Lead, created_at=came_at, **facts, **state)
    if reached:
        _talk(world, rng, seller, facts["branch_id"], lead_id, None, came_at + timedelta(hours=3))
        if rng.random() < odds.qualified / odds.reached:
            _lost_opportunity(world, rng, facts, lead_id, day, seller)


def _open(
    world: World,
    rng: Random,
    facts: dict[str, Any],
    came_at: datetime,
    day: date,
    posts: dict[str, list[Person]],
    seller: Person,
) -> None:
    """Collect a lead of these days: waiting in the pool, assigned, being called, or talked to."""
    status = rng.choices(
        (LeadStatus.NEW, LeadStatus.ASSIGNED, LeadStatus.CONTACTING, LeadStatus.CONTACTED, LeadStatus.QUALIFIED),
        (25, 30, 20, 15, 10),
    )[0]
    rank = list(LeadStatus).index(status)
    if status is LeadStatus.NEW:
        facts["owner_id"] = seller.manager_id
    spoke = rank >= list(LeadStatus).index(LeadStatus.CONTACTED)
    result = ContactResult.INTERESTED if spoke else ContactResult.NO_ANSWER
    world.bulk.add(
        Lead,
        created_at=came_at,
        **facts,
        status=status,
        assigned_at=came_at + timedelta(hours=1) if rank >= 1 else None,
        first_contact_at=came_at + timedelta(hours=2) if rank >= 2 else None,
        result=result if rank >= 2 else None,
    )


def _lost_state(rng: Random, facts: dict[str, Any], came_at: datetime, *, reached: bool) -> dict[str, Any]:
    """Return how a lead of long ago ended."""
    assigned: dict[str, Any] = {"assigned_at": came_at + timedelta(hours=1)}
    if not reached:
        wrong = rng.random() < 0.12
        return assigned | {
            "status": LeadStatus.DUPLICATE if rng.random() < 0.03 else LeadStatus.LOST,
            "result": ContactResult.WRONG_NUMBER if wrong else ContactResult.NO_ANSWER,
            "lost_reason": LeadLoss.WRONG_NUMBER if wrong else LeadLoss.UNREACHABLE,
        }
    contacted = assigned | {"first_contact_at": came_at + timedelta(hours=rng.randrange(1, 30))}
    if rng.random() < 0.02:
        return contacted | {"status": LeadStatus.DNC, "result": ContactResult.NOT_INTERESTED}
    reason = rng.choices([r for r, _ in _LOSSES], [w for _, w in _LOSSES])[0]
    unfit = reason in (LeadLoss.NO_INCOME_PROOF, LeadLoss.BAD_CREDIT, LeadLoss.OUT_OF_AREA)
    return contacted | {
        "status": LeadStatus.UNQUALIFIED if unfit else LeadStatus.LOST,
        "result": ContactResult.NOT_INTERESTED if reason is LeadLoss.NO_NEED else ContactResult.INTERESTED,
        "lost_reason": reason,
    }


def _lost_opportunity(
    world: World, rng: Random, facts: dict[str, Any], lead_id: int, day: date, seller: Person
) -> None:
    reason = rng.choice((OpportunityLoss.RATE_TOO_HIGH, OpportunityLoss.COMPETITOR, OpportunityLoss.MISSING_DOCUMENTS))
    world.bulk.add(
        Opportunity,
        created_at=instant(day, 15),
        by=seller.user_id,
        updated_at=instant(day + timedelta(days=7), 15),
        lead_id=lead_id,
        product_id=facts["need_product_id"],
        stage=Stage.LOST,
        amount=facts["need_amount"],
        probability_percent=Decimal(0),
        expected_close_on=day + timedelta(days=14),
        lost_reason=reason,
        branch_id=facts["branch_id"],
        owner_id=seller.id,
    )


def _talk(
    world: World,
    rng: Random,
    seller: Person,
    branch_id: int,
    lead_id: int,
    customer_id: int | None,
    at: datetime,
) -> None:
    world.bulk.add(
        Interaction,
        created_at=at,
        by=seller.user_id,
        at=at,
        lead_id=lead_id,
        customer_id=customer_id,
        channel=rng.choice((InteractionChannel.CALL, InteractionChannel.CALL, InteractionChannel.ZALO)),
        direction=Direction.OUTBOUND,
        summary=rng.choice(_TALKS),
        branch_id=branch_id,
        owner_id=seller.id,
    )
