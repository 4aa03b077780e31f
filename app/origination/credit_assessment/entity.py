"""Credit assessments: scored by risk, overridden by a second analyst; sales see the grade only."""

from app.lowcode import Entity, FieldKind, Menu, Workflow, action, asks, through
from app.origination.application.duties import APPRAISING, SCORING, SELLING, case_of
from app.origination.application.model import Application
from app.origination.collateral import Collateral
from app.origination.credit_assessment import operations
from app.origination.credit_assessment.model import AssessmentStatus, CreditAssessment
from app.origination.credit_assessment.rules import RiskGrade
from app.origination.vehicle import Vehicle
from app.parties.consent.model import Consent
from app.parties.customer.model import Customer
from app.security.roles import Role
from app.shared.field import choice_labels, fields_of

_GRADE = ("application_id", "status", "scored_at", "grade")
_BEHIND_THE_GRADE = tuple(name for name in fields_of(CreditAssessment) if name not in _GRADE)

ENTITY = Entity(
    CreditAssessment,
    "Credit assessments",
    menu=Menu.ORIGINATION,
    icon="chart-dots",
    access={
        Role.SALES: "read:own",
        Role.TEAM_LEAD: "read:team",
        Role.APPRAISER: "read",
        Role.RISK: "read add edit score override",
        Role.MANAGER: "read",
        Role.AUDITOR: "read",
    },
    hidden={Role.SALES: _BEHIND_THE_GRADE, Role.TEAM_LEAD: _BEHIND_THE_GRADE},
    scope=through("application_id", mine=("analyst_id",)),
    workflow=Workflow(
        initial=AssessmentStatus.DRAFT,
        editable_in=(AssessmentStatus.DRAFT,),
        closed=(AssessmentStatus.SCORED, AssessmentStatus.CANCELLED),
        actions=(
            action(
                "score",
                "Calculate the score",
                source=(AssessmentStatus.DRAFT,),
                target=AssessmentStatus.SCORED,
                run=operations.score_application,
                touches=(Application, Customer, Consent, Collateral, Vehicle),
                apart_from=(*SELLING, *APPRAISING),
            ),
            action(
                "override",
                "Override the grade",
                exceptional=True,
                source=(AssessmentStatus.SCORED,),
                run=operations.override,
                inputs=(
                    asks("grade", "New grade", FieldKind.CHOICE, choices=choice_labels(RiskGrade)),
                    asks("why", "Why"),
                ),
                apart_from=(*SELLING, *APPRAISING, *SCORING),
            ),
        ),
    ),
    case=case_of,
)
