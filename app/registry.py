"""The table of contents: every entity and every subscription, one line each."""

from app.administration import audit_log, company_settings
from app.lowcode.entity import Entity
from app.parties.customer import entity as customer
from app.people import branch, employee
from app.shared.events import Handler

ENTITIES: tuple[Entity, ...] = (
    branch.ENTITY,
    employee.ENTITY,
    customer.ENTITY,
    company_settings.COMPANY,
    company_settings.POLICY_PARAMETERS,
    company_settings.HOLIDAYS,
    audit_log.ENTITY,
    audit_log.STEPS,
)

SUBSCRIPTIONS: tuple[tuple[type, Handler], ...] = ()
