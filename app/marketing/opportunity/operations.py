"""Moving opportunities through the pipeline."""

from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.marketing.opportunity.model import Opportunity, OpportunityLoss, Stage
from app.marketing.opportunity.rules import PROBABILITY_PERCENT
from app.security.acting import as_system, session_of
from app.shared.record import Governed


class TakesEffect(Protocol):
    """What the event of an effective contract tells: the contract, which names its customer and product."""

    @property
    def contract(self) -> Governed: ...


def move(stage: Stage, *, record: Opportunity) -> None:
    """Give the opportunity the probability of the stage it enters."""
    record.probability_percent = PROBABILITY_PERCENT[stage]


def lose(*, record: Opportunity, lost_reason: str) -> None:
    """Note why the loan did not come about."""
    record.lost_reason = OpportunityLoss(lost_reason)
    record.probability_percent = PROBABILITY_PERCENT[Stage.LOST]


def lose_by_rejection(session: Session, opportunity_id: int) -> None:
    """Lose the opportunity of a rejected application, unless it has ended already."""
    found = session.get_one(Opportunity, opportunity_id)
    if found.stage not in (Stage.WON, Stage.LOST):
        lose(record=found, lost_reason=OpportunityLoss.REJECTED)
        found.stage = Stage.LOST


def win_by_contract(event: TakesEffect) -> None:
    """Win the customer's open opportunity for the contract's product, the one furthest along."""
    contract = event.contract
    win(session_of(contract), customer_id=contract.customer_id, product_id=contract.product_id)


def win(session: Session, *, customer_id: int, product_id: int) -> Opportunity | None:
    """Mark the open opportunity of a customer for a product as won and return it; None where there is none."""
    with as_system(session, "win opportunity"):
        open_ones = session.scalars(
            select(Opportunity)
            .where(
                Opportunity.customer_id == customer_id,
                Opportunity.product_id == product_id,
                Opportunity.stage.not_in((Stage.WON, Stage.LOST)),
            )
            .order_by(Opportunity.probability_percent.desc(), Opportunity.id)
        )
        found = open_ones.first()
        if found is not None:
            found.stage, found.probability_percent = Stage.WON, PROBABILITY_PERCENT[Stage.WON]
            session.flush()
        return found
