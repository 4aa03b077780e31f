"""Whatever is written into the address of a screen, it answers below 500, and with a message where it refuses."""

import random
from collections.abc import Callable
from urllib.parse import quote

import pytest

from app.lowcode.catalog import all_entities
from app.shared.field import fields_of
from tests.lowcode.screens.conftest import Visitor

ODD = [
    "", "abc", "0", "-1", "1", "99999999999999999999", "1e400", "NaN", "١", "2026-02-30", "2026-11-22", "0001-01-01",
    "9999-12-31", "%", "_", "\\", "'", "\x00", "\ud800", "\u202e", "😀" * 300, "a" * 5000, "-", "{{7*7}}", "1,2,x",
]  # fmt: skip
PLACES = ["show/{}", "edit/{}", "history/{}", "related/branch_id/{}", "related/{}/1", "reveal/{}/1", "export/{}", "{}"]
WORDS = ["page", "size", "sort", "q", "ids", "selection", "column", "_flt_0_id", "form_key", "version"]
ENTITIES = {entity.slug: list(fields_of(entity.model)) for entity in all_entities()}


@pytest.fixture(scope="module", params=["sqlite"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """One engine: what reaches the database is thrown at both of them through the API."""
    return request.param


@pytest.mark.parametrize("who", ["auditor", "north"])
def test_an_odd_address_is_answered(visit: Callable[[str], Visitor], who: str) -> None:
    visitor, chance = visit(who), random.Random(who)  # noqa: S311
    for slug, names in ENTITIES.items():
        words = [*WORDS, *(f"f_{name}{part}" for name in names for part in ("", "_from", "_to"))]
        asked = [(f"/{slug}/list/", chance.choice(words), chance.choice(ODD)) for _ in range(6)]
        asked += [(f"/{slug}/add", chance.choice(words), chance.choice(ODD))]
        places = [
            place.format(quote(chance.choice(ODD), safe="", errors="replace")) for place in chance.sample(PLACES, 3)
        ]
        asked += [(f"/{slug}/{place}", chance.choice(words), chance.choice(ODD)) for place in places]
        for path, name, value in asked:
            answer = visitor.get(path, query_string={name: value.encode("utf-8", "surrogatepass")})
            assert answer.status_code < 500, (who, path, name, value)
            if answer.status_code == 400:
                assert "error-message" in answer.text, (who, path, name, value)
