"""CollectionCase: who sees cases, and how the lead of collection hands one to another collector."""

from app.debt_collection.collection_case.model import CaseStage as S
from app.debt_collection.collection_case.model import CollectionCase
from app.debt_collection.collection_case.operations import transfer
from app.lowcode import Entity, FieldKind, Menu, Workflow, action, asks, owned
from app.security.roles import Role

OPEN = tuple(stage for stage in S if stage is not S.CLOSED)

ENTITY = Entity(
    CollectionCase,
    "Collection cases",
    menu=Menu.COLLECTION,
    icon="folder-exclamation",
    access={
        Role.SALES: "read:own",
        Role.TEAM_LEAD: "read:team",
        Role.RISK: "read",
        Role.MANAGER: "read",
        Role.LEGAL: "read",
        Role.ACCOUNTANT: "read",
        Role.COLLECTOR: "read:own edit:own reveal:own transfer",
        Role.FIELD_COLLECTOR: "read:own edit:own reveal:own",
        Role.CARE: "read:own",
        Role.AUDITOR: "read",
    },
    scope=owned("customer_id", involves=("customer_id",)),
    workflow=Workflow(
        initial=S.SOFT,
        column="stage",
        editable_in=OPEN,
        closed=(S.CLOSED,),
        actions=(
            action(
                "transfer",
                "Hand over",
                source=OPEN,
                run=transfer,
                needs_reason=True,
                inputs=(asks("collector_id", "Collector", FieldKind.REFERENCE, target="Employee"),),
            ),
        ),
    ),
    order="-priority_score",
)
