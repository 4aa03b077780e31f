"""Reading what an application's next step depends on."""

from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.lowcode.approval_step import ApprovalStep
from app.marketing.lead.model import Lead
from app.marketing.opportunity.model import Opportunity, Stage
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


def open_opportunity(session: Session, customer_id: int, product_id: int) -> int | None:
    """Return the customer's open opportunity for a product, the one furthest along, or None."""
    return session.scalar(
        select(Opportunity.id)
        .where(
            Opportunity.customer_id == customer_id,
            Opportunity.product_id == product_id,
            Opportunity.stage.not_in((Stage.WON, Stage.LOST)),
        )
        .order_by(Opportunity.probability_percent.desc(), Opportunity.id)
        .limit(1)
    )


def campaign_of(session: Session, opportunity_id: int) -> int | None:
    """Return the campaign of the lead that an opportunity came from, or None."""
    lead = select(Opportunity.lead_id).where(Opportunity.id == opportunity_id).scalar_subquery()
    return session.scalar(select(Lead.campaign_id).where(Lead.id == lead))


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
