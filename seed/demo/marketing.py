"""About ninety campaigns in two years: one a channel and quarter and some more, each with what it cost."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.marketing.campaign.model import Campaign, CampaignKind, CampaignStatus, Channel
from app.marketing.campaign_cost import CampaignCost
from app.servicing.payment_voucher.model import VoucherCategory
from app.shared.months import add_months
from seed.demo.channels import CHANNELS, LABELS
from seed.demo.vouchers import Expense
from seed.demo.world import Person, World, instant

_PAYEES = {
    Channel.FACEBOOK: "Truyền thông Sao Việt",
    Channel.LANDING: "Truyền thông Sao Việt",
    Channel.GOOGLE: "Google Asia Pacific",
    Channel.ZALO: "Công ty Zalo Platforms",
    Channel.TELESALES: "Công ty Tổng đài VoiceViet",
    Channel.EVENT: "Trung tâm Hội chợ và Triển lãm Sài Gòn",
    Channel.REFERRAL: "Siêu thị Co.op (quà tặng khách hàng cũ)",
}
_EXTRA = 18
_CLOSED_AFTER = timedelta(days=45)


@dataclass
class CampaignPlan:
    """`pull` is its share among the channel's campaigns, `appeal` multiplies how many of its leads become loans.

    `commissions`: (month, dealer) → dong.
    """

    id: int
    name: str
    channel: Channel
    starts_on: date
    ends_on: date
    pull: float = 1.0
    appeal: float = 1.0
    dearness: float = 1.0
    leads: Counter[date] = field(default_factory=Counter)
    lent: Counter[date] = field(default_factory=Counter)
    commissions: Counter[tuple[date, str]] = field(default_factory=Counter)

    def runs_on(self, day: date) -> bool:
        """Tell whether leads may come from it on a day."""
        return self.starts_on <= day <= self.ends_on


def plan(world: World) -> list[CampaignPlan]:
    """Return the campaigns: two that lose money, one that was stopped early, among many that pay."""
    rng, plans = world.dice("campaigns"), []
    first = add_months(world.first_day, -1)
    for quarter in range(9):
        starts = add_months(first, 3 * quarter)
        ends = add_months(starts, 3) - timedelta(days=1)
        plans += [_plan(world, channel, 0, starts, ends, rng) for channel in CHANNELS]
    for number in range(_EXTRA):
        channel = rng.choice((Channel.FACEBOOK, Channel.GOOGLE, Channel.ZALO, Channel.LANDING, Channel.EVENT))
        starts = add_months(first, 1 + number) + timedelta(days=rng.randrange(5, 20))
        plans.append(_plan(world, channel, 1, starts, starts + timedelta(days=rng.randrange(25, 60)), rng))
    _plant(plans)
    return plans


def _plan(world: World, channel: Channel, word: int, starts: date, ends: date, rng: Random) -> CampaignPlan:
    words = CHANNELS[channel].words
    name = f"{LABELS[channel]} · {words[min(word, len(words) - 1)]} {starts:%m/%Y}"
    pull = 1.0 if word == 0 else rng.uniform(0.3, 0.6)
    return CampaignPlan(
        world.bulk.next_key(Campaign), name, channel, starts, ends, pull, dearness=rng.uniform(0.85, 1.2)
    )


def _plant(plans: list[CampaignPlan]) -> None:
    """Make two campaigns of last year lose money, and end one after three weeks."""
    extra = [p for p in plans if p.pull < 1.0]
    for losing in (extra[4], extra[8]):
        losing.appeal, losing.dearness, losing.name = 0.1, 3.5, f"{losing.name} (người nổi tiếng)"
    stopped = extra[11]
    stopped.ends_on, stopped.name = stopped.starts_on + timedelta(days=20), f"{stopped.name} (dừng sớm)"


def choose(rng: Random, plans: list[CampaignPlan], channel: Channel, day: date, *, lends: bool) -> CampaignPlan:
    """Return one of the channel's campaigns on a day: one with appeal where the lead becomes a loan."""
    running = [p for p in plans if p.channel is channel and p.runs_on(day)]
    return rng.choices(running, [p.pull * (p.appeal if lends else 1.0) for p in running])[0]


def collect(world: World, plans: list[CampaignPlan], posts: dict[str, list[Person]]) -> list[Expense]:
    """Collect the campaigns and their costs, which follow from the leads they brought; returns what is to be paid."""
    rng, expenses = world.dice("campaign costs"), []
    for campaign in plans:
        costs = [] if campaign.starts_on > world.as_of else list(_costs(world, campaign, rng))
        total = sum(amount for _, amount, _ in costs)
        share = max(
            0.1, min(1.0, (world.as_of - campaign.starts_on).days / (campaign.ends_on - campaign.starts_on).days)
        )
        _collect(world, campaign, int(round(total / share * rng.uniform(0.95, 1.2), -6)) or 1_000_000, posts)
        expenses += [_cost(world, campaign, *cost, posts["marketing"][0]) for cost in costs]
    return expenses


def _cost(world: World, campaign: CampaignPlan, day: date, amount: int, dealer: str, marketer: Person) -> Expense:
    """Collect one cost of a campaign and return how it is paid."""
    invoiced = min(day + timedelta(days=3), world.as_of)
    note = f"Chi phí {LABELS[campaign.channel]} tháng {day:%m/%Y}"
    if dealer:
        note = f"Hoa hồng giới thiệu tháng {day:%m/%Y}, {dealer}"
    key = world.bulk.add(
        CampaignCost,
        created_at=instant(invoiced),
        by=marketer.user_id,
        campaign_id=campaign.id,
        incurred_on=day,
        amount=amount,
        agency_id=world.partners[dealer] if dealer else _agency(world, campaign),
        note=note,
    )
    category = VoucherCategory.COMMISSION if dealer else VoucherCategory.CAMPAIGN
    return Expense(invoiced, dealer or _PAYEES[campaign.channel], amount, category, note, marketer, key)


def _costs(world: World, campaign: CampaignPlan, rng: Random) -> Iterator[tuple[date, int, str]]:
    """Yield (day, amount, dealer) a month: the cost of its leads, or dealers' commissions on the loans they brought."""
    for month in sorted({day.replace(day=1) for day in campaign.leads}):
        last = min(add_months(month, 1) - timedelta(days=1), campaign.ends_on, world.as_of)
        number = sum(n for day, n in campaign.leads.items() if day.replace(day=1) == month)
        amount = number * CHANNELS[campaign.channel].cost * campaign.dearness * rng.uniform(0.9, 1.1)
        if amount := int(round(amount, -3)):
            yield last, amount, ""
    for (month, dealer), amount in sorted(campaign.commissions.items()):
        yield min(add_months(month, 1) - timedelta(days=1), world.as_of), int(round(amount, -3)), dealer


def _agency(world: World, campaign: CampaignPlan) -> int | None:
    outsourced = campaign.channel in (Channel.FACEBOOK, Channel.LANDING)
    return world.partners["Truyền thông Sao Việt"] if outsourced else None


def _collect(world: World, campaign: CampaignPlan, budget: int, posts: dict[str, list[Person]]) -> None:
    marketer, made = posts["marketing"][campaign.id % 2], instant(campaign.starts_on - timedelta(days=14))
    confirmed = campaign.ends_on + timedelta(days=20)
    status = CampaignStatus.RUNNING
    if campaign.starts_on > world.as_of:
        status = CampaignStatus.APPROVED
    elif campaign.ends_on < world.as_of:
        status = CampaignStatus.CLOSED if campaign.ends_on + _CLOSED_AFTER < world.as_of else CampaignStatus.ENDED
    is_closed = status is CampaignStatus.CLOSED
    agency = _agency(world, campaign)
    world.bulk.add(
        Campaign,
        created_at=made,
        by=marketer.user_id,
        key=campaign.id,
        name=campaign.name,
        channel=campaign.channel,
        kind=CampaignKind.OUTSOURCED if agency else CampaignKind.INHOUSE,
        agency_id=agency,
        product_id=world.products["used_car"] if campaign.channel is Channel.PARTNER else None,
        starts_on=campaign.starts_on,
        ends_on=campaign.ends_on,
        budget=budget,
        target_leads=max(1, round(campaign.leads.total(), -1)),
        utm=f"{campaign.channel.value}-{campaign.starts_on:%Y%m}-{campaign.id}",
        status=status,
        costs_confirmed_at=instant(confirmed) if is_closed else None,
        costs_confirmed_by_id=posts["accountant"][0].id if is_closed else None,
        branch_id=marketer.branch_id,
        owner_id=marketer.id,
    )
