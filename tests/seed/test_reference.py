"""The reference lists agree with the software: every parameter has a name, and none is given twice for one day."""

from collections import Counter

from app.shared.policy_names import POLICY_NAMES
from seed.reference import rows, texts


def test_every_parameter_has_a_name_and_every_name_a_parameter():
    assert {row["key"] for row in rows("policy_parameters")} == set(POLICY_NAMES)


def test_no_parameter_has_two_values_for_one_day():
    given = Counter((row["key"], row["valid_from"]) for row in rows("policy_parameters"))
    assert [pair for pair, times in given.items() if times > 1] == []


def test_what_readers_see_of_them_is_in_the_catalogue():
    assert {"Cash on hand", "Company policy", "working hour"} <= texts()
