"""Campaigns: planned and run by marketing, approved by management, their costs confirmed by finance."""

from app.lowcode import Entity, Menu, Workflow, action, shared
from app.marketing.campaign import operations
from app.marketing.campaign.model import Campaign, CampaignStatus
from app.marketing.campaign.rules import (
    costs_are_confirmed,
    costs_are_open,
    dates_are_a_stretch,
    outsourced_names_its_agency,
)
from app.marketing.campaign_cost import CampaignCost
from app.security.roles import Role

S = CampaignStatus
_SETTING = ("campaign.create", "campaign.edit", "campaign.submit")
_ACTIONS = (
    action("submit", "Submit", source=(S.DRAFT,), target=S.SUBMITTED),
    action(
        "approve",
        "Approve budget",
        source=(S.SUBMITTED,),
        target=S.APPROVED,
        run=operations.approve,
        apart_from=_SETTING,
    ),
    action("reject", "Reject", source=(S.SUBMITTED,), target=S.DRAFT, needs_reason=True),
    action("start", "Start", source=(S.APPROVED,), target=S.RUNNING),
    action("pause", "Pause", source=(S.RUNNING,), target=S.PAUSED, danger=True),
    action("resume", "Resume", source=(S.PAUSED,), target=S.RUNNING),
    action("end", "End", source=(S.RUNNING, S.PAUSED), target=S.ENDED, danger=True),
    action(
        "confirm_costs",
        "Confirm costs",
        source=(S.ENDED,),
        run=operations.confirm_costs,
        touches=(CampaignCost,),
        guards=(costs_are_open,),
        apart_from=_SETTING,
    ),
    action("close", "Close", source=(S.ENDED,), target=S.CLOSED, guards=(costs_are_confirmed,)),
)

ENTITY = Entity(
    Campaign,
    "Campaigns",
    menu=Menu.MARKETING,
    icon="speakerphone",
    access={
        Role.SALES: "read",
        Role.TEAM_LEAD: "read",
        Role.MANAGER: "read approve reject",
        Role.ACCOUNTANT: "read export confirm_costs",
        Role.MARKETING: "read add edit export submit start pause resume end close",
        Role.AUDITOR: "read",
        Role.DATA_STEWARD: "read",
    },
    scope=shared(),
    rules=(dates_are_a_stretch, outsourced_names_its_agency),
    workflow=Workflow(initial=S.DRAFT, editable_in=(S.DRAFT,), closed=(S.CLOSED,), actions=_ACTIONS),
    order="-starts_on",
)
