"""What every address answers changes only where somebody has looked at the change."""

from zlib import crc32

import pytest

from app.security.manager import SecurityManager
from app.security.web import PUBLIC, SIGNED_IN, permission_of
from tests.security.golden_answers import (
    ANONYMOUS,
    FILE,
    HEAD,
    SHORT,
    VERBS,
    Address,
    addresses,
    answers,
    read,
    written,
)
from tests.security.one_of_each import open_lender

ADVICE = "run python -m tests.security.golden_answers and review its diff"


@pytest.fixture(scope="module")
def golden():
    return read(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def lender(app):
    return open_lender(app)


def number(address: Address) -> int:
    """Return a number of the address that is the same everywhere and always."""
    return crc32(f"{address.verb} {address.shown}".encode())


def test_the_file_names_every_address_and_no_other(app, lender, golden):
    assert {(a.verb, a.shown) for a in addresses(app, lender)} == set(golden), ADVICE


def test_the_file_reads_back_as_it_was_written(golden):
    text = FILE.read_text(encoding="utf-8")
    assert text.startswith(HEAD)
    assert len(golden) == sum(line.startswith(VERBS) for line in text.splitlines())


def test_addresses_answer_as_the_file_says(app, lender, golden, engine_name):
    """Each engine asks its half of the addresses: of every status that the file names there, one role."""

    def asked(address: Address) -> list[str]:
        if number(address) % 2 != (engine_name == "sqlite"):
            return []
        by_status: dict[int, list[str]] = {}
        for who, status in golden.get((address.verb, address.shown), {}).items():
            if who != ANONYMOUS:
                by_status.setdefault(status, []).append(who)
        return [ANONYMOUS, *(names[number(address) % len(names)] for names in by_status.values())]

    found = answers(app, lender, asked)
    wrong = [
        f"{address.verb} {address.shown}: {who} got {status}"
        for address, statuses in found.items()
        for who, status in statuses.items()
        if golden[address.verb, address.shown][who] != status
    ]
    assert sum(map(len, found.values())) > len(golden), "too few were asked to say anything"
    assert wrong == [], ADVICE


def test_whoever_lacks_the_permission_is_refused(app, lender, golden):
    """Every role, without asking: no line of the file lets in a role that FAB's rows do not let in."""
    with app.app_context():
        manager: SecurityManager = app.extensions["appbuilder"].sm
        held = {
            short: {(p.permission.name, p.view_menu.name) for p in manager.find_role(role).permissions}
            for role, short in SHORT.items()
        }
    endpoints = {(a.verb, a.shown): a.endpoint for a in addresses(app, lender)}
    let_in = [
        (address, who)
        for address, statuses in golden.items()
        if (endpoint := endpoints[address]) not in PUBLIC | SIGNED_IN
        and (pair := permission_of(app, endpoint)) is not None
        for who, status in statuses.items()
        if who != ANONYMOUS and status != 403 and pair not in held[who]
    ]
    assert let_in == []


def test_no_address_fails(golden):
    assert [address for address, statuses in golden.items() if max(statuses.values()) >= 500] == []


def test_the_auditor_writes_nothing(golden):
    """But for what is the auditor's own: session, password, language, chosen columns, and files taken out."""
    own = ("/columns", "/logout", "/language/", "/login", "/resetmypassword/", "/export/")
    wrote = [
        address
        for address, statuses in golden.items()
        if address[0] != "GET" and statuses["AU"] < 400 and not any(part in address[1] for part in own)
    ]
    assert wrote == []


def test_the_administrator_opens_no_business_record(golden):
    opened = {
        shown.split("/")[3 if shown.startswith("/api") else 1]
        for (verb, shown), statuses in golden.items()
        if verb == "GET" and statuses["AD"] == 200 and ("/show/" in shown or shown.startswith("/api/v1/"))
    }
    assert opened <= {
        "approval_step", "authority_limit", "branch", "company", "document_requirement", "employee",
        "end_of_day_chunk", "end_of_day_run", "holiday", "policy_parameter", "product", "roles", "users",
        "permissionviews",
    }  # fmt: skip


def test_a_verb_that_no_rule_has_is_refused(app, lender, golden):
    client = app.test_client()
    for address in sorted(set(addresses(app, lender))):
        if address.path.startswith("/dash/"):
            continue  # the guard answers before the verb is looked at
        others = [verb for verb in VERBS if (verb, address.shown) not in golden]
        if others and number(address) % 5 == 0:
            assert client.open(address.path, method=others[0]).status_code == 405, (others[0], address.path)


def test_every_writing_verb_asks_for_a_form_token(app, lender, golden):
    client = app.test_client()
    by_bearer = tuple(f"/api/v1/security/{name}" for name in ("login", "logout", "refresh"))
    for address in sorted(set(addresses(app, lender))):
        if address.verb != "GET" and not address.path.startswith(by_bearer):
            assert client.open(address.path, method=address.verb).status_code == 400, address.path


def test_the_text_is_the_same_however_it_is_made(golden):
    address = Address("Probe", "/probe/<pk>", "GET", "/probe/1")
    statuses = {ANONYMOUS: 302, **dict.fromkeys(SHORT.values(), 403), "SA": 200, "AU": 404}
    assert read(written({address: statuses}))["GET", "/probe/<pk>"] == statuses
