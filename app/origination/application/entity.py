"""Applications: from the seller's draft through appraisal, analysis and three reviews to contract and payout."""

from typing import Any

from app.lowcode import Action, Entity, FieldKind, Menu, Workflow, action, asks, owned
from app.lowcode.approval_step import ApprovalStep
from app.marketing.lead.model import Lead
from app.marketing.opportunity.model import Opportunity
from app.origination.application import decisions, operations
from app.origination.application.duties import (
    APPRAISING,
    FIRST_REVIEW,
    RISK_REVIEW,
    SCORING,
    SELLING,
)
from app.origination.application.model import Application, RejectCode
from app.origination.application.model import ApplicationStatus as State
from app.origination.appraisal.model import Appraisal
from app.origination.collateral import Collateral
from app.origination.credit_assessment.model import CreditAssessment
from app.origination.document_item.model import DocumentItem
from app.origination.scheme.model import Scheme
from app.origination.vehicle import Vehicle
from app.parties.customer.model import Customer
from app.security.roles import Role
from app.shared.field import choice_labels

_PAPERS = (DocumentItem, Appraisal, Customer)
_SCHEME = (Scheme, CreditAssessment, Collateral, ApprovalStep)


def _sends_back(name: str, label: str, source: State, target: State) -> Action:
    return action(
        name, label, source=(source,), target=target, run=operations.give_back, touches=(Scheme,), needs_reason=True
    )


def _rejects(name: str, *source: State, apart_from: tuple[str, ...]) -> Action:
    return action(
        name,
        "Reject",
        source=source,
        target=State.REJECTED,
        run=operations.reject,
        touches=(*operations.CLOSED_WITH_IT, Opportunity),
        inputs=(asks("code", "Reject code", FieldKind.CHOICE, choices=choice_labels(RejectCode)),),
        apart_from=apart_from,
        needs_reason=True,
        danger=True,
    )


_APPRAISAL = (
    action(
        "start_desk_review",
        "Start the desk review",
        source=(State.SUBMITTED,),
        target=State.DESK_REVIEW,
        run=operations.take_up,
        apart_from=SELLING,
    ),
    action(
        "request_documents",
        "Request documents",
        source=(State.DESK_REVIEW,),
        target=State.NEEDS_DOCUMENTS,
        run=operations.request_documents,
        needs_reason=True,
    ),
    action(
        "supply_documents",
        "Documents are complete",
        source=(State.NEEDS_DOCUMENTS,),
        target=State.DESK_REVIEW,
        run=operations.supply_documents,
        touches=_PAPERS,
    ),
    action(
        "pass_desk",
        "Pass to field review",
        source=(State.DESK_REVIEW,),
        target=State.FIELD_REVIEW,
        run=operations.pass_desk,
        touches=_PAPERS,
        apart_from=SELLING,
    ),
    action(
        "waive_field",
        "Waive the field review",
        source=(State.DESK_REVIEW,),
        target=State.CREDIT_ANALYSIS,
        run=operations.waive_field,
        touches=_PAPERS,
        inputs=(asks("waiver", "Why no visit is needed"),),
        apart_from=SELLING,
    ),
    action(
        "pass_field",
        "Pass to credit analysis",
        source=(State.FIELD_REVIEW,),
        target=State.CREDIT_ANALYSIS,
        run=operations.pass_field,
        touches=_PAPERS,
        apart_from=SELLING,
    ),
    _sends_back("return_to_desk", "Return to desk review", State.FIELD_REVIEW, State.DESK_REVIEW),
    _rejects("reject_appraisal", State.DESK_REVIEW, State.NEEDS_DOCUMENTS, State.FIELD_REVIEW, apart_from=SELLING),
)

_ANALYSIS = (
    action(
        "finish_analysis",
        "Finish the analysis",
        source=(State.CREDIT_ANALYSIS,),
        target=State.SCHEME_DRAFT,
        run=operations.finish_analysis,
        touches=(CreditAssessment, Customer),
        apart_from=(*SELLING, *APPRAISING),
    ),
    _sends_back("return_to_appraiser", "Return to the appraiser", State.CREDIT_ANALYSIS, State.FIELD_REVIEW),
    _sends_back("return_to_analysis", "Return to credit analysis", State.SCHEME_DRAFT, State.CREDIT_ANALYSIS),
    action(
        "submit_scheme",
        "Submit the scheme",
        source=(State.SCHEME_DRAFT,),
        target=State.L1_BUSINESS_REVIEW,
        run=decisions.submit_scheme,
        touches=_SCHEME,
    ),
)

_DECISION = (
    action(
        "approve_l1",
        "Approve (L1)",
        source=(State.L1_BUSINESS_REVIEW,),
        target=State.L2_RISK_REVIEW,
        run=decisions.approve_l1,
        touches=_SCHEME,
        apart_from=(*SELLING, *APPRAISING, *SCORING),
        needs_reason=True,
    ),
    action(
        "approve_l2",
        "Approve (L2)",
        source=(State.L2_RISK_REVIEW,),
        target=State.L3_DECISION,
        run=decisions.approve_l2,
        touches=_SCHEME,
        apart_from=(*SELLING, *APPRAISING, *FIRST_REVIEW),
        needs_reason=True,
    ),
    action(
        "approve_l3",
        "Approve (L3)",
        source=(State.L3_DECISION,),
        target=State.APPROVED,
        run=decisions.approve_l3,
        touches=_SCHEME,
        apart_from=(*SELLING, *APPRAISING, *SCORING, *FIRST_REVIEW, *RISK_REVIEW),
        needs_reason=True,
    ),
    action(
        "vote",
        "Vote for (committee)",
        source=(State.L3_DECISION,),
        run=decisions.vote,
        touches=_SCHEME,
        apart_from=(*SELLING, *APPRAISING, *SCORING, *FIRST_REVIEW, *RISK_REVIEW),
        needs_reason=True,
    ),
    _sends_back("return_to_scheme", "Return to the scheme", State.L1_BUSINESS_REVIEW, State.SCHEME_DRAFT),
    _sends_back("return_to_business", "Return to business review", State.L2_RISK_REVIEW, State.L1_BUSINESS_REVIEW),
    _sends_back("return_to_risk", "Return to risk review", State.L3_DECISION, State.L2_RISK_REVIEW),
    _rejects("reject_business", State.L1_BUSINESS_REVIEW, apart_from=(*SELLING, *APPRAISING)),
    _rejects("reject_risk", State.CREDIT_ANALYSIS, State.L2_RISK_REVIEW, apart_from=(*SELLING, *APPRAISING)),
    _rejects("reject_decision", State.L3_DECISION, apart_from=(*SELLING, *APPRAISING)),
)

_SALES = (
    action(
        "submit",
        "Submit",
        source=(State.DRAFT,),
        target=State.SUBMITTED,
        run=operations.submit,
        touches=(*_PAPERS, Collateral, Vehicle, Opportunity, Lead),
    ),
    action(
        "start_contract",
        "Draft the contract",
        source=(State.APPROVED,),
        target=State.CONTRACTING,
        run=operations.start_contract,
    ),
    action(
        "cancel",
        "Customer cancels",
        source=tuple(s for s in State if s not in operations.PAST_CANCELLING),
        target=State.CANCELLED,
        run=operations.cancel,
        touches=operations.CLOSED_WITH_IT,
        needs_reason=True,
        danger=True,
    ),
)


def _case(application: Any) -> str:
    return f"application:{application.id}"


ENTITY = Entity(
    Application,
    "Applications",
    menu=Menu.ORIGINATION,
    icon="file-plus",
    deadline="sla_due_at",
    access={
        Role.SALES: "read:own add:own edit:own submit:own supply_documents:own return_to_analysis:own "
        "submit_scheme:own start_contract:own cancel:own",
        Role.TEAM_LEAD: "read:team edit:team assign:team approve_l1:team return_to_scheme:team reject_business:team",
        Role.APPRAISER: "read:own edit:own start_desk_review:own request_documents:own pass_desk:own waive_field:own "
        "pass_field:own return_to_desk:own reject_appraisal:own",
        Role.RISK: "read edit finish_analysis return_to_appraiser approve_l2 vote return_to_business reject_risk",
        Role.MANAGER: "read assign approve_l3 vote return_to_risk reject_decision",
        Role.LEGAL: "read",
        Role.ACCOUNTANT: "read",
        Role.CARE: "read:own supply_documents:own",
        Role.AUDITOR: "read",
        Role.DATA_STEWARD: "read",
    },
    scope=owned("customer_id", mine=("appraiser_id",), involves=("customer_id", "collateral_id")),
    workflow=Workflow(
        initial=State.DRAFT,
        editable_in=(State.DRAFT,),
        closed=(State.DISBURSED, State.REJECTED, State.CANCELLED, State.EXPIRED),
        actions=(*_SALES, *_APPRAISAL, *_ANALYSIS, *_DECISION),
        entered=operations.entered,
    ),
    actions=(
        action(
            "assign",
            "Assign an appraiser",
            source=(State.SUBMITTED, State.DESK_REVIEW, State.NEEDS_DOCUMENTS, State.FIELD_REVIEW),
            run=operations.assign,
            inputs=(asks("appraiser_id", "Appraiser", FieldKind.REFERENCE, target="Employee"),),
        ),
    ),
    case=_case,
)
