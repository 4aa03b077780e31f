"""KPI targets: set and approved by management, seen by whom they concern."""

from app.lowcode import Entity, Menu, Workflow, action, owned
from app.people.kpi_target import operations
from app.people.kpi_target.model import KpiTarget, TargetStatus
from app.people.kpi_target.rules import is_for_a_person_or_a_department, target_fits_the_measure
from app.security.roles import Role

_MEASURED = (
    Role.SALES,
    Role.APPRAISER,
    Role.LEGAL,
    Role.CASHIER,
    Role.COLLECTOR,
    Role.FIELD_COLLECTOR,
    Role.CARE,
    Role.MARKETING,
)

ENTITY = Entity(
    KpiTarget,
    "KPI targets",
    singular="KPI target",
    menu=Menu.ORGANISATION,
    icon="target",
    access=dict.fromkeys(_MEASURED, "read:own")
    | {
        Role.TEAM_LEAD: "read:team",
        Role.RISK: "read",
        Role.MANAGER: "read add edit approve",
        Role.ACCOUNTANT: "read",
        Role.AUDITOR: "read",
        Role.DATA_STEWARD: "read",
    },
    scope=owned(mine=("employee_id",)),
    rules=(is_for_a_person_or_a_department, target_fits_the_measure),
    workflow=Workflow(
        initial=TargetStatus.DRAFT,
        editable_in=(TargetStatus.DRAFT,),
        actions=(
            action(
                "approve",
                "Approve the period's targets",
                source=(TargetStatus.DRAFT,),
                target=TargetStatus.APPROVED,
                run=operations.approve,
            ),
        ),
    ),
    order="-period",
)
