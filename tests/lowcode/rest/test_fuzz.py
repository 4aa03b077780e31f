"""Whatever is thrown at the API, it answers with a status below 500, and never with what its caller may not see."""

import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.lowcode.catalog import all_entities
from app.shared.field import fields_of

HOSTILE = [
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**30, 0.5, 1e308, "", " ", "x", "0", "-1", "1e400", "NaN", "Infinity",
    "2026-11-22", "0001-01-01", "9999-12-31", "2026-02-30", "2026-11-22T10:00", "0001-01-01T00:00+14:00", "Đặng",
    "%", "_", "\\", "'", '"', "';--", "${7*7}", "{{7*7}}", "<b>", "\x00", "\ud800", "\u202e", "😀" * 300, "a" * 5000,
    [], [None], [[]], {}, {"a": 1}, ["x"] * 300, "=1+1", "../../etc", "0912345678", "active", "draft",
]  # fmt: skip
PATHS = [
    "",
    "1",
    "0",
    "-1",
    "99999999999999999999",
    "abc",
    "_info",
    "1/submit",
    "abc/submit",
    "export/csv",
    "export/x",
    "%00",
]
RISON = [
    "", "(", ")", "!(", "!", "((((", "(a:", "'", "(page:abc)", "(page:-1)", "(page:99999999999999999999)", "(page:1.5)",
    "(page_size:0)", "(page_size:100000000)", "(page_size:-1)", "(order_column:x)", "(order_column:!(a))", "!n", "!t",
    "(order_column:id,order_direction:up)", "(columns:!(x))", "(columns:x)", "(columns:!(!n))", "(keys:!(x))", "1", "a",
    "(filters:!((col:id,opr:eq,value:1)))", "(filters:!((col:x)))", "(filters:x)", "(filters:!(!n))", "{}", "[]", "{",
    '{"search": "\\ud800"}', '{"search": 1e999}', "(search:!(a))", "(" * 2000, "!(" * 2000, "[" * 5000, "(keys:!(x))",
    "(add_columns:(branch_id:(page:-5,page_size:0)))", "(add_columns:(x:(page:1)))", "\x00", "(a:\ud800)", "(page:1e5)",
]  # fmt: skip
FIELDS = {entity.slug: list(fields_of(entity.model)) for entity in all_entities()}
COMMANDS = {entity.slug: list(entity.commands.values()) for entity in all_entities() if entity.commands}
OPERATORS = ["eq", "neq", "in", "gt", "gte", "lt", "lte", "ct", "sw", "null", "rel_o_m", "x"]
WHO = ["north", "steward", "auditor", "marketer", "administrator"]


def rison(name, operator, value):
    return json.dumps({"filters": [{"col": name, "opr": operator, "value": value}]})


def sample(slug, engine_name, *choices, size):
    """Return some of all combinations, the same ones in every run, other ones for every entity and engine."""
    chance = random.Random(slug + engine_name)  # noqa: S311
    return [tuple(chance.choice(options) for options in choices) for _ in range(size)]


def check(answer, *said):
    """Name the request in the failure: its body or address alone would be no help."""
    assert answer.status_code < 500, (said, answer.status_code, answer.get_data(as_text=True)[:300])
    if answer.status_code >= 400:
        assert answer.json["message"], said


@pytest.mark.parametrize("slug", sorted(FIELDS))
class TestEveryEntity:
    def test_addresses_and_queries(self, api, slug, engine_name):
        caller = api("steward")
        for path, query in sample(slug, engine_name, PATHS, RISON, size=2):
            asked = {"q": query.encode("utf-8", "surrogatepass")}
            check(caller.call("GET", f"{slug}/{path}", query_string=asked), path, query)

    def test_filters(self, api, slug, engine_name):
        caller = api("auditor")
        for name, operator, value in sample(slug, engine_name, FIELDS[slug], OPERATORS, HOSTILE, size=3):
            check(
                caller.call("GET", f"{slug}/", query_string={"q": rison(name, operator, value)}), name, operator, value
            )

    def test_bodies(self, api, slug, engine_name):
        names = [*FIELDS[slug], "id", "version", "deleted_at", "nonsense"]
        for who, method, name, value in sample(slug, engine_name, WHO, ("POST", "PUT"), names, HOSTILE, size=3):
            body = {name: value} if method == "POST" else {"version": 1, name: value}
            path = f"{slug}/" if method == "POST" else f"{slug}/1"
            sent = {"data": json.dumps(body), "content_type": "application/json"}
            check(api(who).call(method, path, **sent), who, method, name, value)


@pytest.mark.parametrize("slug", sorted(COMMANDS))
def test_commands(api, slug, engine_name):
    for who, command, value in sample(slug, engine_name, WHO, COMMANDS[slug], HOSTILE, size=2):
        names = [*(facts.name for facts in command.inputs), "reason"]
        body = json.dumps(dict.fromkeys(names, value))
        sent = {"data": body, "content_type": "application/json"}
        check(api(who).call("POST", f"{slug}/1/{command.name}", **sent), who, command.name, value)


@pytest.mark.parametrize("depth", [41, 900])
def test_a_query_that_can_be_read_but_is_too_deep(api, depth):
    """The parser reads it, but whoever would name the fault runs out of stack."""
    for query in ("[" * depth + "]" * depth, '{"filters":' + "[" * depth + "]" * depth + "}"):
        for path in ("customer/", "customer/1", "customer/_info"):
            answer = api("auditor").call("GET", path, query_string={"q": query})
            assert answer.status_code == 400, (path, query[:60])
            assert answer.json["message"]


class TestComplete:
    """Bodies that are right but for one hostile value get past the first check and reach the database."""

    @settings(
        max_examples=10,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(st.data())
    def test_a_customer_with_hostile_values(self, api, data):
        body = {"full_name": "A", "born_on": "1990-01-01", "id_no": "079088000001", "phone": "0987000001"}
        names = data.draw(st.lists(st.sampled_from(FIELDS["customer"]), max_size=3, unique=True))
        for name in names:
            body[name] = data.draw(st.sampled_from(HOSTILE) | st.text(max_size=30) | st.integers())
        answer = api("north").call("POST", "customer/", data=json.dumps(body), content_type="application/json")
        assert answer.status_code < 500, (body, answer.get_data(as_text=True)[:300])
