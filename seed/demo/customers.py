"""Customers with the consents that scoring needs and the people around them."""

from datetime import timedelta
from random import Random

from app.marketing.campaign.model import Channel
from app.parties.consent.model import Consent, ConsentMethod, ConsentPurpose
from app.parties.contact import Contact, Obligation, Relation
from app.parties.customer.model import Customer, IdentityType, MaritalStatus, RiskGrade, Sex
from app.shared.field import choice_labels
from seed.demo.names import full_name
from seed.demo.papers import consent_form
from seed.demo.people import phone_of_nobody
from seed.demo.requests import Outcome, Request
from seed.demo.world import World, office_hour

_NEEDED = (ConsentPurpose.LOAN_PROCESSING, ConsentPurpose.CREDIT_SCORING, ConsentPurpose.CREDIT_BUREAU)
_GRADED = (Outcome.DISBURSED, Outcome.UNSIGNED, Outcome.UNPAID)


def collect(world: World, requests: list[Request]) -> None:
    """Collect a customer for each request, one for all requests of a person."""
    rng = world.dice("customers")
    for request in requests:
        if request.returning is not None:
            request.keys |= {k: request.returning.keys[k] for k in ("customer", "bureau_consent")}
            continue
        _customer(world, rng, request)
        _consents(world, rng, request)
        _contacts(world, rng, request)


def _customer(world: World, rng: Random, request: Request) -> None:
    person, made = request.person, office_hour(rng, request.came_on)
    request.keys["customer"] = world.bulk.add(
        Customer,
        created_at=made,
        by=request.seller.user_id,
        full_name=person.full_name,
        sex=Sex(person.sex),
        born_on=person.born_on,
        id_type=IdentityType.CCCD,
        id_no=person.id_no,
        id_issued_on=max(person.born_on.replace(day=1) + timedelta(days=365 * 19), made.date() - timedelta(days=1500)),
        marital_status=MaritalStatus(person.marital_status),
        phone=person.phone,
        email=f"kh{person.id_no[-8:]}@thu.example" if rng.random() < 0.6 else None,
        province=person.province,
        ward=person.ward,
        street=person.street,
        permanent_address=f"{person.street}, {person.ward}, {person.province}",
        occupation=person.occupation,
        employer=person.employer,
        monthly_income=person.income,
        household_expense=int(round(person.income * rng.uniform(0.3, 0.6), -5)),
        risk_grade=RiskGrade(request.grade) if request.outcome in _GRADED else None,
        debt_group=1 if request.outcome is Outcome.DISBURSED else None,
        acquisition_source=choice_labels(Channel)[request.channel],
        branch_id=world.branches[request.office],
        owner_id=request.seller.id,
    )


def _consents(world: World, rng: Random, request: Request) -> None:
    given = office_hour(rng, request.came_on)
    form = consent_form(request.person.full_name, given.date())
    evidence = world.bulk.file(form, created_at=given, by=request.seller.user_id)
    purposes = (*_NEEDED, ConsentPurpose.MARKETING) if rng.random() < 0.6 else _NEEDED
    for purpose in purposes:
        key = world.bulk.add(
            Consent,
            created_at=given,
            by=request.seller.user_id,
            customer_id=request.keys["customer"],
            purpose=purpose,
            data_types="Họ tên, số căn cước, điện thoại\nThu nhập, lịch sử tín dụng",
            source="Đơn đề nghị vay vốn",
            recipients="CIC" if purpose is ConsentPurpose.CREDIT_BUREAU else None,
            retention="10 năm sau khi tất toán",
            method=ConsentMethod.OTP if rng.random() < 0.7 else ConsentMethod.PAPER,
            evidence_id=evidence,
            text_version="2026-1" if given.year >= 2026 else "2024-2",
            given_at=given,
        )
        if purpose is ConsentPurpose.CREDIT_BUREAU:
            request.keys["bureau_consent"] = key


def _contacts(world: World, rng: Random, request: Request) -> None:
    married = request.person.marital_status == "married"
    relations = [Relation.SPOUSE if married else Relation.PARENT]
    if rng.random() < 0.5:
        relations.append(rng.choice((Relation.COLLEAGUE, Relation.SIBLING, Relation.REFERENCE)))
    for relation in relations:
        sex = ("female" if request.person.sex == "male" else "male") if relation is Relation.SPOUSE else "male"
        owes = relation is Relation.SPOUSE and request.kind == "used_car"
        world.bulk.add(
            Contact,
            created_at=office_hour(rng, request.came_on),
            by=request.seller.user_id,
            customer_id=request.keys["customer"],
            name=full_name(rng, sex),
            relation=relation,
            phone=phone_of_nobody(world, rng),
            obligation=Obligation.CO_BORROWER if owes else Obligation.NONE,
        )
