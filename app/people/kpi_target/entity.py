"""KPI targets: set by one manager and approved by another, seen by whom they concern."""

from typing import Any

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


def _period_of(target: Any) -> str:
    """Return the case of a target: those of a period are approved together, so whoever set one approves none."""
    whom = target.unit.value if target.unit else target.employee_id
    return f"kpi_target:{target.period}:{target.branch_id}:{whom}"


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
                apart_from=("kpi_target.create", "kpi_target.edit"),
            ),
        ),
    ),
    case=_period_of,
    order="-period",
)
