"""Duties are held apart by person: neither an edit, nor a handed-over account, nor one without a person unites them."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.lowcode.approval_step import ApprovalStep
from app.lowcode.perform import perform
from app.people.authority_limit.model import Authority, AuthorityLimit, LimitStatus
from app.security.acting import acting_as, as_system
from app.security.loading import load_principal
from app.security.principal import Reach
from app.security.roles import Role
from app.shared.errors import Denied
from tests.factories.origination import edit, take, write
from tests.factories.people import make_branch, make_employee


@pytest.fixture
def branch(session):
    return make_branch(session)


@pytest.fixture
def first(session, branch):
    return make_employee(session, Role.ADMINISTRATOR, branch)


@pytest.fixture
def second(session, branch):
    return make_employee(session, Role.ADMINISTRATOR, branch)


@pytest.fixture
def limit(session, branch, first):
    """A limit that the first administrator drafted for a colleague."""
    colleague = make_employee(session, Role.MANAGER, branch)
    facts = {"employee_id": colleague.id, "role": Authority.APPROVER, "amount": 30_000_000}
    return write(session, first, AuthorityLimit(**facts, valid_from=colleague.joined_on))


def test_another_person_approves(session, limit, second):
    take(session, second, limit, "approve")
    assert limit.status is LimitStatus.IN_FORCE


def test_whoever_edited_the_draft_does_not_approve_it(session, limit, second):
    edit(session, second, limit, amount=900_000_000)
    with pytest.raises(Denied, match=r"authority_limit\.edit"):
        take(session, second, limit, "approve")


def test_an_account_that_was_handed_over_is_no_second_person(session, branch, limit, first):
    account = first.user_id
    heir = make_employee(session, None, branch)
    with as_system(session, "hand over"):
        first.user_id = None
        session.flush()
        heir.user_id = account
        session.flush()
    with pytest.raises(Denied, match=r"authority_limit\.create"):
        take(session, heir, limit, "approve")


def test_a_new_account_is_no_second_person(session, limit, first, second):
    account = second.user_id
    with as_system(session, "new account"):
        second.user_id = None
        session.flush()
        first.user_id = account
        session.flush()
    with pytest.raises(Denied, match=r"authority_limit\.create"):
        take(session, first, limit, "approve")


def test_an_account_of_nobody_decides_nothing(session, limit, second):
    nobody = replace(load_principal(session, second.user_id, "nobody"), reach=Reach())
    with acting_as(session, nobody), pytest.raises(Denied, match="not tied to an employee"):
        perform(session, AuthorityLimit, "approve", limit.id)


def test_an_edit_is_a_step_only_where_a_duty_depends_on_it(session, limit, second, branch, first):
    edit(session, second, limit, note="checked")
    edit(session, first, branch, province="Huế")
    with as_system(session, "look"):
        steps = session.scalars(select(ApprovalStep).where(ApprovalStep.action.like("%.edit"))).all()
    assert [(s.action, s.approver_id) for s in steps] == [("authority_limit.edit", second.id)]
