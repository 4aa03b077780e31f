"""A message kept in a column comes back as the same message, and what a person typed as what they typed."""

from datetime import date
from decimal import Decimal

import pytest

from app.shared.text import Message, message_from, msg, stored_message


@pytest.mark.parametrize(
    "message",
    [
        msg("Cash on hand"),
        msg("Line {line} has the same number.", line=7),
        msg("The file has {theirs}, the loan's terms give {ours}.", theirs="“1,00”", ours='"1.01"'),
    ],
)
def test_comes_back_as_it_was(message):
    assert message_from(stored_message(message)) == message


@pytest.mark.parametrize("typed", ["Quỹ {tiền} mặt", '["', '["a"', "[]", "50 % of it"])
def test_what_was_typed_is_shown_as_it_was_typed(typed):
    assert str(message_from(stored_message(typed))) == typed


def test_keeps_what_json_has_not_as_text():
    kept = message_from(stored_message(msg("{a} {b} {c}", a=Decimal("1.50"), b=date(2026, 2, 1), c=msg("Yes"))))
    assert kept == Message("{a} {b} {c}", {"a": "1.50", "b": "2026-02-01", "c": "Yes"})
