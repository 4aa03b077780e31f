"""Authority limits: drafted by an administrator, put in force by management or a second administrator."""

from app.lowcode import Entity, Menu, Workflow, action, shared
from app.people.authority_limit import operations
from app.people.authority_limit.model import AuthorityLimit, LimitStatus
from app.people.authority_limit.rules import validity_is_a_stretch
from app.security.roles import Role

ENTITY = Entity(
    AuthorityLimit,
    "Authority limits",
    menu=Menu.ORGANISATION,
    icon="scale",
    access=dict.fromkeys(Role, "read")
    | {Role.ADMINISTRATOR: "read add edit export approve revoke", Role.MANAGER: "read approve revoke"},
    scope=shared(),
    rules=(validity_is_a_stretch,),
    workflow=Workflow(
        initial=LimitStatus.DRAFT,
        editable_in=(LimitStatus.DRAFT,),
        actions=(
            action(
                "approve",
                "Put in force",
                source=(LimitStatus.DRAFT,),
                target=LimitStatus.IN_FORCE,
                run=operations.approve,
                apart_from=("authority_limit.create", "authority_limit.edit"),
            ),
            action(
                "revoke",
                "Revoke",
                source=(LimitStatus.IN_FORCE,),
                target=LimitStatus.REVOKED,
                needs_reason=True,
                danger=True,
            ),
        ),
    ),
)
