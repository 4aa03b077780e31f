"""Document items: brought by the customer through sales or care, judged by the appraiser."""

from app.lowcode import Entity, FieldKind, Menu, Workflow, action, asks, through
from app.origination.application.duties import SELLING, case_of
from app.origination.document_item import operations
from app.origination.document_item.model import DocumentItem, DocumentStatus
from app.security.roles import Role
from app.shared.upload import PAPER

_RECEIVED_BY = ("document_item.receive",)

ENTITY = Entity(
    DocumentItem,
    "Documents",
    menu=Menu.ORIGINATION,
    icon="file-text",
    found_everywhere=False,
    singular="Document",
    access={
        Role.SALES: "read:own add:own edit:own receive:own",
        Role.TEAM_LEAD: "read:team",
        Role.APPRAISER: "read:own edit:own verify:own reject:own waive:own reveal:own",
        Role.RISK: "read reveal",
        Role.MANAGER: "read",
        Role.LEGAL: "read reveal",
        Role.CARE: "read:own add:own receive:own",
        Role.AUDITOR: "read",
        Role.DATA_STEWARD: "read",
    },
    scope=through("application_id"),
    workflow=Workflow(
        initial=DocumentStatus.MISSING,
        editable_in=(DocumentStatus.MISSING, DocumentStatus.RECEIVED, DocumentStatus.REJECTED),
        closed=(DocumentStatus.VERIFIED, DocumentStatus.WAIVED, DocumentStatus.CANCELLED),
        actions=(
            action(
                "receive",
                "Receive",
                source=(DocumentStatus.MISSING, DocumentStatus.REJECTED),
                target=DocumentStatus.RECEIVED,
                run=operations.receive,
                inputs=(asks("file", "Scan or photo of the paper", FieldKind.FILE, accepts=PAPER),),
                bulk=True,
            ),
            action(
                "verify",
                "Verify",
                source=(DocumentStatus.RECEIVED,),
                target=DocumentStatus.VERIFIED,
                run=operations.judge,
                apart_from=(*SELLING, *_RECEIVED_BY),
                bulk=True,
            ),
            action(
                "reject",
                "Reject",
                source=(DocumentStatus.RECEIVED,),
                target=DocumentStatus.REJECTED,
                run=operations.judge,
                inputs=(asks("why", "Why"),),
                apart_from=SELLING,
                danger=True,
            ),
            action(
                "waive",
                "Waive",
                source=(DocumentStatus.MISSING, DocumentStatus.REJECTED),
                target=DocumentStatus.WAIVED,
                run=operations.judge,
                inputs=(asks("why", "Why"),),
                apart_from=SELLING,
            ),
        ),
    ),
    case=case_of,
    order="id",
)
