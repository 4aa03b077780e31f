"""FieldVisit: plan, approval by the lead of collection, check-in, report and review."""

from app.debt_collection.authority import require_collection_lead
from app.debt_collection.field_visit.model import FieldVisit, PersonMet
from app.debt_collection.field_visit.model import VisitStatus as S
from app.debt_collection.field_visit.operations import report_visit
from app.debt_collection.field_visit.rules import (
    checklists_are_read,
    has_two_visitors,
    is_within_visiting_hours,
    person_to_visit_owes_the_debt,
)
from app.lowcode import Entity, FieldKind, Menu, Workflow, action, asks, through
from app.security.roles import Role
from app.shared.field import choice_labels
from app.shared.upload import PHOTO

ENTITY = Entity(
    FieldVisit,
    "Field visits",
    menu=Menu.COLLECTION,
    icon="map-pin",
    access={
        Role.RISK: "read",
        Role.MANAGER: "read",
        Role.LEGAL: "read",
        Role.COLLECTOR: "read add approve review",
        Role.FIELD_COLLECTOR: "read:own add:own edit:own reveal:own check_in:own report:own no_show:own",
        Role.AUDITOR: "read",
    },
    scope=through("collection_case_id", mine=("visitor_id", "companion_id")),
    rules=(is_within_visiting_hours, has_two_visitors, person_to_visit_owes_the_debt),
    workflow=Workflow(
        initial=S.PLANNED,
        editable_in=(S.PLANNED,),
        actions=(
            action(
                "approve",
                "Approve plan",
                source=(S.PLANNED,),
                target=S.APPROVED,
                run=require_collection_lead,
                guards=(checklists_are_read,),
                apart_from=("field_visit.create", "field_visit.edit"),
            ),
            action("check_in", "Check in", source=(S.APPROVED,), target=S.CHECKED_IN),
            action(
                "report",
                "Report",
                source=(S.CHECKED_IN,),
                target=S.REPORTED,
                run=report_visit,
                inputs=(
                    asks("met", "Person met", FieldKind.CHOICE, choices=choice_labels(PersonMet)),
                    asks("feedback", "Customer's feedback", FieldKind.LONG_TEXT),
                    asks("next_strategy", "Follow-up strategy", FieldKind.LONG_TEXT),
                    asks("photo", "Photo", FieldKind.FILE, required=False, accepts=PHOTO),
                    asks("next_visit_on", "Follow-up on", FieldKind.DATE, required=False),
                    asks("hardship", "Hardship", FieldKind.LONG_TEXT, required=False),
                    asks(
                        "ability_score",
                        "Ability to pay (0-100)",
                        FieldKind.INTEGER,
                        required=False,
                        minimum=0,
                        maximum=100,
                    ),
                    asks("cash_received", "Cash received", FieldKind.MONEY, required=False, minimum=0),
                ),
            ),
            action(
                "no_show", "Did not take place", source=(S.APPROVED,), target=S.NO_SHOW, needs_reason=True, danger=True
            ),
            action(
                "review",
                "Review",
                source=(S.REPORTED,),
                target=S.REVIEWED,
                run=require_collection_lead,
                apart_from=("field_visit.report",),
            ),
        ),
    ),
    order="-planned_at",
)
