"""Opportunities: worked by sales; no button wins one, a contract that takes effect does."""

from functools import partial

from app.lowcode import Entity, FieldKind, Menu, Workflow, action, asks, owned, personal
from app.marketing.opportunity import operations
from app.marketing.opportunity.model import Opportunity, OpportunityLoss, Stage
from app.marketing.opportunity.rules import concerns_somebody, has_a_customer
from app.security.roles import Role
from app.shared.field import choice_labels

_OPEN = (Stage.NEW, Stage.CONSULTING, Stage.QUOTED, Stage.DOCS, Stage.SUBMITTED)
_MOVES = ("consult", "quote", "collect", "submit", "lose")

_ACTIONS = (
    action(
        "consult",
        "Start consulting",
        source=(Stage.NEW,),
        target=Stage.CONSULTING,
        run=partial(operations.move, Stage.CONSULTING),
    ),
    action(
        "quote",
        "Note the quotation",
        source=(Stage.CONSULTING,),
        target=Stage.QUOTED,
        run=partial(operations.move, Stage.QUOTED),
    ),
    action(
        "collect",
        "Collect documents",
        source=(Stage.CONSULTING, Stage.QUOTED),
        target=Stage.DOCS,
        run=partial(operations.move, Stage.DOCS),
        guards=(has_a_customer,),
    ),
    action(
        "submit",
        "Note the application",
        source=(Stage.DOCS,),
        target=Stage.SUBMITTED,
        run=partial(operations.move, Stage.SUBMITTED),
        guards=(has_a_customer,),
    ),
    action(
        "lose",
        "Give up",
        source=_OPEN,
        target=Stage.LOST,
        run=operations.lose,
        inputs=(asks("lost_reason", "Lost because", FieldKind.CHOICE, choices=choice_labels(OpportunityLoss)),),
        danger=True,
    ),
)

ENTITY = Entity(
    Opportunity,
    "Opportunities",
    singular="Opportunity",
    menu=Menu.SALES,
    icon="bulb",
    access={
        Role.SALES: "read:own add:own edit:own " + " ".join(f"{word}:own" for word in _MOVES),
        Role.TEAM_LEAD: "read:team add:team edit:team " + " ".join(f"{word}:team" for word in _MOVES),
        Role.MANAGER: "read",
        Role.CARE: "read:own add:own",
        Role.MARKETING: "read",
        Role.AUDITOR: "read",
        Role.DATA_STEWARD: "read edit export",
    },
    hidden={Role.MARKETING: personal(Opportunity)},
    scope=owned("customer_id", "lead_id"),
    rules=(concerns_somebody,),
    workflow=Workflow(
        initial=Stage.NEW, column="stage", editable_in=_OPEN, closed=(Stage.WON, Stage.LOST), actions=_ACTIONS
    ),
    order="expected_close_on",
)
