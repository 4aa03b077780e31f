"""Reading what an application's next step depends on."""

from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.lowcode.approval_step import ApprovalStep
from app.origination.application.model import Application, ApplicationStatus
from app.people.branch import Branch
from app.people.employee import Employee, Unit

CLOSED = (
    ApplicationStatus.DISBURSED,
    ApplicationStatus.REJECTED,
    ApplicationStatus.CANCELLED,
    ApplicationStatus.EXPIRED,
)


def next_appraiser(session: Session, branch_id: int) -> int | None:
    """Return the appraiser of the branch, or of the nearest one above it, who has the fewest open applications."""
    place: int | None = branch_id
    while place is not None:
        found = session.execute(
            select(Employee.id, func.count(Application.id))
            .outerjoin(Application, and_(Application.appraiser_id == Employee.id, Application.status.not_in(CLOSED)))
            .where(Employee.unit == Unit.APPRAISAL, Employee.active.is_(True), Employee.branch_id == place)
            .group_by(Employee.id)
            .order_by(func.count(Application.id), Employee.id)
            .limit(1)
        ).first()
        if found is not None:
            return int(found[0])
        place = session.scalar(select(Branch.parent_id).where(Branch.id == place))
    return None


def barred_until(session: Session, customer_id: int, today: date) -> date | None:
    """Return the day from which a customer whose application was rejected may ask again, if it lies ahead."""
    return session.scalar(
        select(func.max(Application.reapply_from)).where(
            Application.customer_id == customer_id, Application.reapply_from > today
        )
    )


def grades_before(session: Session, application: Application) -> list[str]:
    """Return the grades of the customer's earlier loans that were paid out; empty for a new customer."""
    found = session.scalars(
        select(Application.grade).where(
            Application.customer_id == application.customer_id,
            Application.id != application.id,
            Application.status == ApplicationStatus.DISBURSED,
        )
    )
    return [str(grade) if grade else "none" for grade in found]


def voters(session: Session, application_id: int) -> list[int]:
    """Return who has voted for the scheme since it was last submitted."""
    case = ApprovalStep.case_key == f"application:{application_id}"
    submitted = select(func.max(ApprovalStep.id)).where(case, ApprovalStep.action == "application.submit_scheme")
    return list(
        session.scalars(
            select(ApprovalStep.approver_id).where(
                case, ApprovalStep.action == "application.vote", ApprovalStep.id > submitted.scalar_subquery()
            )
        )
    )


def scored_by(session: Session, application_id: int, employee_id: int | None) -> bool:
    """Tell whether this person scored the application."""
    return (
        session.scalars(
            select(ApprovalStep.id)
            .where(
                ApprovalStep.case_key == f"application:{application_id}",
                ApprovalStep.action == "credit_assessment.score",
                ApprovalStep.approver_id == employee_id,
            )
            .limit(1)
        ).first()
        is not None
    )
