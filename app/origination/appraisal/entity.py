"""Appraisals: written by the appraiser to whom the application is assigned; sales see the result only."""

from app.lowcode import Entity, Menu, Workflow, action, through
from app.origination.application.duties import SCORING, SELLING, case_of
from app.origination.appraisal import operations
from app.origination.appraisal.model import Appraisal, AppraisalStatus
from app.origination.appraisal.rules import result_follows_from_checks
from app.security.roles import Role
from app.shared.field import fields_of

_RESULT = ("application_id", "kind", "status", "completed_at", "result")
_BEHIND_THE_RESULT = tuple(name for name in fields_of(Appraisal) if name not in _RESULT)

ENTITY = Entity(
    Appraisal,
    "Appraisals",
    menu=Menu.ORIGINATION,
    icon="clipboard-check",
    access={
        Role.SALES: "read:own",
        Role.TEAM_LEAD: "read:team",
        Role.APPRAISER: "read:own add:own edit:own complete:own",
        Role.RISK: "read",
        Role.MANAGER: "read",
        Role.LEGAL: "read",
        Role.AUDITOR: "read",
    },
    hidden={Role.SALES: _BEHIND_THE_RESULT},
    scope=through("application_id", mine=("appraiser_id",)),
    rules=(result_follows_from_checks,),
    workflow=Workflow(
        initial=AppraisalStatus.DRAFT,
        editable_in=(AppraisalStatus.DRAFT,),
        closed=(AppraisalStatus.COMPLETED, AppraisalStatus.CANCELLED),
        actions=(
            action(
                "complete",
                "Complete",
                source=(AppraisalStatus.DRAFT,),
                target=AppraisalStatus.COMPLETED,
                run=operations.complete,
                apart_from=(*SELLING, *SCORING),
            ),
        ),
    ),
    case=case_of,
)
