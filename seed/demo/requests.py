"""The requests behind the loans: who asked, where and through whom, and where those ended that became none."""

import enum
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from app.marketing.campaign.model import Channel
from app.people.employee import Unit
from app.security.roles import Role
from app.shared.schedule.terms import RepaymentMethod
from seed.demo import marketing
from seed.demo.loans import AMOUNTS, METHODS, STEP, TERMS, Fate, Loan, between, channel_of, payout_day, weighted_key
from seed.demo.people import Applicant, applicant
from seed.demo.world import Person, World

_TELESALES_SHARE = {Channel.TELESALES: 1.0, Channel.FACEBOOK: 0.25, Channel.LANDING: 0.2, Channel.ZALO: 0.2}
_CAR_SHARE = 0.07


class Outcome(enum.StrEnum):
    """Where a request ended."""

    DISBURSED = "disbursed"
    WITHDRAWN = "withdrawn"
    DESK = "desk"
    FIELD = "field"
    REJECTED = "rejected"
    UNSIGNED = "unsigned"
    UNPAID = "unpaid"


# Of 100 requests: complete 74, past the desk 66, past the field 62, approved 46, signed 41, paid out 40.
_LOST_PER_40_LOANS = {
    Outcome.WITHDRAWN: 26,
    Outcome.DESK: 8,
    Outcome.FIELD: 4,
    Outcome.REJECTED: 16,
    Outcome.UNSIGNED: 5,
    Outcome.UNPAID: 1,
}


@dataclass(eq=False)
class Request:
    """A request for a loan; amount in dong; `decided_on` is the day on which it ended or was granted."""

    kind: str
    amount: int
    term: int
    method: RepaymentMethod
    asked_on: date
    decided_on: date
    channel: Channel
    outcome: Outcome
    person: Applicant
    seller: Person
    campaign: marketing.CampaignPlan
    came_on: date
    office: str
    grade: str
    loan: Loan | None = None
    returning: "Request | None" = None
    keys: dict[str, Any] = field(default_factory=dict)


def plan(world: World, loans: list[Loan], campaigns: list[marketing.CampaignPlan]) -> list[Request]:
    """Return a request for each loan and those that came to nothing, in the order of the days on which they came."""
    rng = world.dice("requests")
    found = [_of_loan(world, rng, loan, campaigns) for loan in loans]
    _let_customers_return(found)
    for outcome, per_40 in _LOST_PER_40_LOANS.items():
        number = round(len(loans) * per_40 / 40)
        found += [_lost(world, rng, outcome, campaigns) for _ in range(number)]
    found.sort(key=lambda request: (request.came_on, request.asked_on, request.person.id_no))
    return found


def _of_loan(world: World, rng: Random, loan: Loan, campaigns: list[marketing.CampaignPlan]) -> Request:
    days = rng.choice((2, 3, 3, 4, 5)) if loan.kind == "used_car" else rng.choice((1, 1, 1, 2, 3))
    request = _request(world, rng, loan.kind, loan.channel, loan.paid_out_on - timedelta(days=days), campaigns, True)
    request.amount, request.term, request.method = loan.amount, loan.term, loan.method
    request.decided_on = loan.paid_out_on - timedelta(days=1 if days > 1 else 0)
    request.grade, request.loan, request.outcome = loan.grade, loan, Outcome.DISBURSED
    request.campaign.lent[loan.paid_out_on] += loan.amount
    loan.keys["request"] = request
    return request


def _lost(world: World, rng: Random, outcome: Outcome, campaigns: list[marketing.CampaignPlan]) -> Request:
    kind = "used_car" if rng.random() < _CAR_SHARE else "unsecured"
    asked_on = payout_day(world, rng, world.as_of - timedelta(days=18))
    request = _request(world, rng, kind, channel_of(rng, kind), asked_on, campaigns, False)
    request.outcome = outcome
    request.decided_on = asked_on + timedelta(days=rng.randrange(1, 15 if outcome is Outcome.WITHDRAWN else 5))
    return request


def _request(
    world: World,
    rng: Random,
    kind: str,
    channel: Channel,
    asked_on: date,
    campaigns: list[marketing.CampaignPlan],
    lends: bool,
) -> Request:
    person = applicant(world, rng, kind, asked_on)
    came_on = asked_on - timedelta(days=rng.choice((0, 1, 1, 2, 3, 4, 6, 9, 14)))
    return Request(
        kind=kind,
        amount=between(rng, AMOUNTS[kind], STEP[kind]) * 1_000_000,
        term=weighted_key(rng, TERMS[kind]),
        method=rng.choices(tuple(RepaymentMethod), (*METHODS[kind][:2], 0))[0],
        asked_on=asked_on,
        decided_on=asked_on,
        channel=channel,
        outcome=Outcome.DISBURSED,
        person=person,
        seller=seller_for(world, rng, person.office, channel),
        campaign=marketing.choose(rng, campaigns, channel, came_on, lends=lends),
        came_on=came_on,
        office=person.office,
        grade=weighted_key(rng, {"low": 30, "medium": 60, "high": 10}),
    )


def seller_for(world: World, rng: Random, office: str, channel: Channel) -> Person:
    """Return who works on a lead of the office: telesales for what they call, else one of its sellers."""
    unit = Unit.TELESALES if rng.random() < _TELESALES_SHARE.get(channel, 0) else Unit.SALES
    place = world.branches["HO" if unit is Unit.TELESALES else office]
    return rng.choice([p for p in world.people(Role.SALES, branch_id=place) if p.unit is unit])


def _let_customers_return(found: list[Request]) -> None:
    """Let who had repaid a loan be the one who came back through referral."""
    free = [r for r in found if r.loan and r.loan.fate is Fate.SETTLED and r.kind == "unsecured"]
    free.sort(key=lambda r: r.loan.ends_on if r.loan else date.max)
    for request in found:
        if request.channel is not Channel.REFERRAL or request.kind != "unsecured" or request.returning:
            continue
        earlier = next((r for r in free if r.loan and r.loan.ends_on < request.came_on), None)
        if earlier is not None:
            free.remove(earlier)
            request.returning, request.person = earlier, earlier.person
            request.office, request.seller = earlier.office, earlier.seller
