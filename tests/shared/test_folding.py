"""What is typed without marks finds what is written with them, on both databases, and signs are only signs."""

import pytest
from sqlalchemy import literal, select, union_all

from app.shared.folding import fold, matches_folded

NAMES = ("Nguyễn Đức Ước", "NGUYEN VAN A", "Lê Thị Ngân", "50% [a*b]?", "a\\b (c) ^-$.", "–")


@pytest.mark.parametrize(
    ("text", "folded"), [("Nguyễn Đức Ước", "nguyen duc uoc"), ("PHỞ", "pho"), ("Lê Nguyên", "le nguyen"), ("", "")]
)
def test_fold(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("nguyen", {NAMES[0], NAMES[1]}),
        ("duc uoc", {NAMES[0]}),
        ("THI NGAN", {NAMES[2]}),
        ("%", {NAMES[3]}),
        ("[a*b]?", {NAMES[3]}),
        ("\\b (c) ^-$.", {NAMES[4]}),
        ("n_uyen", set()),
        ("ngan.", set()),
    ],
)
def test_finds_whatever_the_marks(session, typed, found):
    rows = union_all(*(select(literal(name).label("name")) for name in NAMES)).subquery()
    query = select(rows.c.name).where(matches_folded(rows.c.name, typed))
    assert set(session.connection().scalars(query)) == found
