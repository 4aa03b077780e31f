"""Schemes: drafted and priced by sales, decided with their application by three persons."""

from app.lowcode import Entity, Menu, Workflow, action, through
from app.origination.application.duties import case_of
from app.origination.application.model import Application
from app.origination.collateral import Collateral
from app.origination.credit_assessment.model import CreditAssessment
from app.origination.scheme import operations
from app.origination.scheme.model import Scheme, SchemeStatus
from app.security.roles import Role

ENTITY = Entity(
    Scheme,
    "Finance schemes",
    menu=Menu.ORIGINATION,
    icon="calculator",
    singular="Finance scheme",
    access={
        Role.SALES: "read:own add:own edit:own calculate:own",
        Role.TEAM_LEAD: "read",
        Role.APPRAISER: "read",
        Role.RISK: "read edit calculate",
        Role.MANAGER: "read",
        Role.LEGAL: "read",
        Role.ACCOUNTANT: "read",
        Role.AUDITOR: "read",
    },
    scope=through("application_id"),
    workflow=Workflow(
        initial=SchemeStatus.DRAFT,
        editable_in=(SchemeStatus.DRAFT,),
        closed=(SchemeStatus.APPROVED, SchemeStatus.REJECTED, SchemeStatus.SUPERSEDED),
        actions=(
            action(
                "calculate",
                "Calculate",
                source=(SchemeStatus.DRAFT,),
                run=operations.calculate,
                touches=(Application, CreditAssessment, Collateral),
            ),
        ),
    ),
    case=case_of,
)
