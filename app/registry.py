"""The table of contents: every entity and every subscription, one line each."""

from app.administration import audit_log, company_settings
from app.audit.accounts import note_refused_sign_in
from app.care import interaction, survey
from app.care.ticket import entity as ticket
from app.debt_collection import collection_action
from app.debt_collection.collection_case import entity as collection_case
from app.debt_collection.collection_case import operations as collection_cases
from app.debt_collection.field_visit import entity as field_visit
from app.debt_collection.promise_to_pay import entity as promise_to_pay
from app.debt_collection.promise_to_pay import operations as promises
from app.lowcode.entity import Entity
from app.marketing import campaign_cost
from app.marketing.campaign import entity as campaign
from app.marketing.lead import entity as lead
from app.marketing.opportunity import entity as opportunity
from app.marketing.opportunity.operations import win_by_contract
from app.origination import collateral, document_requirement, vehicle
from app.origination.application import entity as application
from app.origination.application.operations import ContractingStarted
from app.origination.appraisal import entity as appraisal
from app.origination.credit_assessment import entity as credit_assessment
from app.origination.document_item import entity as document_item
from app.origination.scheme import entity as scheme
from app.parties import contact, data_quality
from app.parties.consent import entity as consent
from app.parties.customer import entity as customer
from app.parties.partner import entity as partner
from app.people import branch, employee, related_party
from app.people.authority_limit import entity as authority_limit
from app.people.kpi_target import entity as kpi_target
from app.products.product import entity as product
from app.security.sign_in import SignInRefused
from app.servicing import risk_snapshot
from app.servicing.balance import entity as balance
from app.servicing.book_import import entity as book_import
from app.servicing.contract import entity as contract
from app.servicing.contract.operations import ContractTookEffect, on_contracting_started
from app.servicing.disbursement import entity as disbursement
from app.servicing.end_of_day import entity as end_of_day
from app.servicing.events import ContractsBecameOverdue, ContractsCured, DayClosed
from app.servicing.instalment import entity as instalment
from app.servicing.ledger import entity as ledger
from app.servicing.payment_voucher import entity as payment_voucher
from app.servicing.receipt import entity as receipt
from app.shared.events import Handler

ENTITIES: tuple[Entity, ...] = (
    branch.ENTITY,
    employee.ENTITY,
    authority_limit.ENTITY,
    related_party.ENTITY,
    kpi_target.ENTITY,
    product.ENTITY,
    partner.ENTITY,
    campaign.ENTITY,
    campaign_cost.ENTITY,
    lead.ENTITY,
    opportunity.ENTITY,
    customer.ENTITY,
    contact.ENTITY,
    consent.ENTITY,
    application.ENTITY,
    document_item.ENTITY,
    appraisal.ENTITY,
    credit_assessment.ENTITY,
    scheme.ENTITY,
    collateral.ENTITY,
    vehicle.ENTITY,
    document_requirement.ENTITY,
    contract.ENTITY,
    receipt.ENTITY,
    disbursement.ENTITY,
    payment_voucher.ENTITY,
    instalment.ENTITY,
    balance.ENTITY,
    receipt.ALLOCATIONS,
    risk_snapshot.ENTITY,
    ledger.ACCOUNTS,
    ledger.ENTRIES,
    ledger.LINES,
    end_of_day.RUNS,
    end_of_day.CHUNKS,
    end_of_day.PARKED,
    collection_case.ENTITY,
    collection_action.ENTITY,
    promise_to_pay.ENTITY,
    field_visit.ENTITY,
    data_quality.ENTITY,
    book_import.BATCHES,
    book_import.FINDINGS,
    book_import.LOANS,
    interaction.ENTITY,
    ticket.ENTITY,
    survey.ENTITY,
    company_settings.COMPANY,
    company_settings.POLICY_PARAMETERS,
    company_settings.HOLIDAYS,
    audit_log.ENTITY,
    audit_log.STEPS,
)

SUBSCRIPTIONS: tuple[tuple[type, Handler], ...] = (
    (SignInRefused, note_refused_sign_in),
    (ContractingStarted, on_contracting_started),
    (ContractTookEffect, win_by_contract),
    (ContractsBecameOverdue, collection_cases.on_overdue),
    (ContractsCured, collection_cases.on_cured),
    (DayClosed, collection_cases.on_day_closed),
    (DayClosed, promises.on_day_closed),
)
