"""Two planted cases among the leads: those that a leaver left to colleagues, and one who came twice by two channels."""

from datetime import timedelta
from random import Random

from app.marketing.campaign.model import Channel
from app.marketing.lead.model import ContactResult, Lead, LeadStatus
from app.marketing.lead.rules import touch
from seed.demo.marketing import CampaignPlan, choose
from seed.demo.names import full_name
from seed.demo.organisation import last_day_of_leaver
from seed.demo.people import phone_of_nobody
from seed.demo.steps import Path
from seed.demo.world import Person, World, instant

HANDED_OVER = 43
CAME_TWICE = "Huỳnh Thị Kim Ngân"
_STATES = (LeadStatus.ASSIGNED, LeadStatus.CONTACTING, LeadStatus.CONTACTED)
_CHANNELS = (Channel.FACEBOOK, Channel.ZALO, Channel.LANDING, Channel.GOOGLE)


def collect(world: World, campaigns: list[CampaignPlan], posts: dict[str, list[Person]]) -> None:
    """Collect the leads that the team lead gave to others when a seller left, and the lead that came twice."""
    rng, leaver, lead = world.dice("handover"), posts["leaver"][0], posts["lead_south"][0]
    left_on = last_day_of_leaver(world)
    for number in range(HANDED_OVER):
        status, colleague = _STATES[number % 3], posts["sales_sg"][number % len(posts["sales_sg"])]
        back = 2 + number % 7
        key = _lead(world, rng, campaigns, back + (world.as_of - left_on).days, colleague, status)
        path = Path(f"lead:{key}", "Lead", key)
        state = str(status)
        path.step("lead.reassign", lead, state, state, f"Bàn giao khi {leaver.name} nghỉ việc.")
        path.write(world, left_on, left_on)
    seller = posts["sales_sg"][0]
    phone = phone_of_nobody(world, rng)
    first = _lead(world, rng, campaigns, 3, seller, LeadStatus.CONTACTED, name=CAME_TWICE, phone=phone)
    again = _lead(world, rng, campaigns, 1, lead, LeadStatus.DUPLICATE, name=CAME_TWICE, phone=phone)
    rows = {row["id"]: row for row in world.bulk.rows(Lead) if row["id"] in (first, again)}
    rows[first]["touches"] = [*rows[first]["touches"], *rows[again]["touches"]]


def _lead(
    world: World,
    rng: Random,
    campaigns: list[CampaignPlan],
    days_ago: int,
    owner: Person,
    status: LeadStatus,
    *,
    name: str = "",
    phone: str = "",
) -> int:
    day = world.as_of - timedelta(days=days_ago)
    at, channel = instant(day, rng.randrange(8, 17), rng.randrange(60)), rng.choice(_CHANNELS)
    campaign = choose(rng, campaigns, channel, day, lends=False)
    campaign.leads[day] += 1
    spoke, tried = status is LeadStatus.CONTACTED, status in (LeadStatus.CONTACTING, LeadStatus.CONTACTED)
    result = ContactResult.INTERESTED if spoke else ContactResult.NO_ANSWER
    return world.bulk.add(
        Lead,
        created_at=at,
        full_name=name or full_name(rng, rng.choice(("male", "female"))),
        phone=phone or phone_of_nobody(world, rng),
        province="TP. Hồ Chí Minh",
        need_product_id=world.products["unsecured"],
        need_amount=rng.randrange(8, 60) * 1_000_000,
        source=channel,
        campaign_id=campaign.id,
        touches=[touch(at, channel, campaign.id)],
        score=rng.randrange(20, 85),
        status=status,
        assigned_at=at + timedelta(hours=1) if status is not LeadStatus.DUPLICATE else None,
        first_contact_at=at + timedelta(hours=2) if tried else None,
        result=result if tried else None,
        branch_id=owner.branch_id,
        owner_id=owner.id,
    )
