"""Who owes must be reachable, and only the customer is the debtor."""

import pytest

from app.parties.contact import (
    Contact,
    Obligation,
    Relation,
    the_customer_is_the_debtor,
    who_owes_can_be_reached,
)
from app.shared.keyring import Keyring, use_keyring


@pytest.fixture(autouse=True)
def _keyring() -> None:
    use_keyring(Keyring("a master key of the tests, the same in each process"))


@pytest.mark.parametrize(
    ("relation", "obligation", "accepted"),
    [
        (Relation.ONESELF, Obligation.DEBTOR, True),
        (Relation.ONESELF, Obligation.NONE, False),
        (Relation.SPOUSE, Obligation.DEBTOR, False),
        (Relation.SPOUSE, Obligation.CO_BORROWER, True),
        (Relation.PARENT, Obligation.GUARANTOR, True),
        (Relation.REFERENCE, Obligation.NONE, True),
    ],
)
def test_debtor_is_the_customer(relation: Relation, obligation: Obligation, accepted: bool) -> None:
    problem = the_customer_is_the_debtor(Contact(relation=relation, obligation=obligation))
    assert (problem is None) == accepted


def test_a_guarantor_without_a_number_is_refused() -> None:
    guarantor = Contact(relation=Relation.PARENT, obligation=Obligation.GUARANTOR)
    assert who_owes_can_be_reached(guarantor) is not None
    guarantor.phone = "+84981234567"
    assert who_owes_can_be_reached(guarantor) is None


def test_a_reference_need_not_be_reachable() -> None:
    reference = Contact(relation=Relation.REFERENCE, obligation=Obligation.NONE)
    assert who_owes_can_be_reached(reference) is None
    assert not reference.owes
