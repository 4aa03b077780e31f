"""Approving targets: all of a person's or department's targets of a period together."""

from sqlalchemy import select

from app.people.kpi_target.model import KpiTarget, TargetStatus
from app.people.kpi_target.rules import weights_are_whole
from app.security.acting import session_of
from app.shared.errors import Conflict
from app.shared.text import msg


def approve(*, record: KpiTarget) -> None:
    """Approve the target with its siblings; raises Conflict unless their weights make up 100 %."""
    together = session_of(record).scalars(
        select(KpiTarget).where(
            KpiTarget.period == record.period,
            KpiTarget.branch_id == record.branch_id,
            KpiTarget.employee_id == record.employee_id
            if record.employee_id is not None
            else KpiTarget.unit == record.unit,
        )
    )
    targets = together.all()
    if not weights_are_whole(t.weight_percent for t in targets):
        raise Conflict(msg("The weights of this period must add up to 100 %."))
    for target in targets:
        target.status = TargetStatus.APPROVED
