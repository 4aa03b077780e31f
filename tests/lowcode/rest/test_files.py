"""Files through the API: multipart in, one address for opening out, under the rights of the screens."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from app.integrations.file_store import file_store
from tests.factories.parties import consent_facts
from tests.factories.uploads import PDF, PNG
from tests.lowcode.rest.conftest import Lender, Program

Api = Callable[[str], Program]
FORM = {name: str(value) for name, value in consent_facts().items()}


def send(program: Program, method: str, path: str, body: Any, key: str = "", **files: Any) -> Any:
    parts = {name: (BytesIO(content), f"{name}.{ending}") for name, (content, ending) in files.items()}
    headers = {"Idempotency-Key": key} if key else {}
    data = {"body": json.dumps(body), **parts}
    return program.call(method, path, data=data, headers=headers, content_type="multipart/form-data")


def test_a_record_comes_with_its_file_and_gives_it_back(api: Api, lender: Lender) -> None:
    north = api("north")
    body = FORM | {"customer_id": lender.customers["North 0"]}
    answer = send(north, "POST", "consent/", body, evidence_id=(PDF, "pdf"))
    assert answer.status_code == 201, answer.text
    key = answer.json["id"]
    assert isinstance(answer.json["result"]["evidence_id"], int)
    opened = north.post(f"consent/{key}/open/evidence_id")
    assert opened.data == PDF
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert opened.headers["Cache-Control"] == "no-store"
    assert api("south").post(f"consent/{key}/open/evidence_id").status_code == 404
    assert north.post("consent/999999/open/evidence_id").status_code == 404
    assert north.post(f"consent/{key}/open/purpose").status_code == 404


def test_a_secret_file_needs_the_right_and_a_reason(api: Api, lender: Lender) -> None:
    steward, key = api("steward"), lender.customers["North 1"]
    version = steward.get(f"customer/{key}").json["result"]["version"]
    changed = send(steward, "PUT", f"customer/{key}", {"version": version}, id_image_id=(PNG, "png"))
    assert changed.status_code == 200, changed.text
    assert changed.json["result"]["id_image_id"] == "••••"
    assert steward.post(f"customer/{key}/open/id_image_id").status_code == 422
    assert steward.post(f"customer/{key}/open/id_image_id", {"reason": "compares it"}).data == PNG
    assert api("auditor").post(f"customer/{key}/open/id_image_id", {"reason": "an audit"}).status_code == 404


@pytest.mark.parametrize(
    ("files", "field"),
    [
        ({}, "evidence_id"),
        ({"evidence_id": (b"<html>", "pdf")}, "evidence_id"),
        ({"evidence_id": (b"<svg>", "svg")}, "evidence_id"),
        ({"evidence_id": (PDF, "pdf"), "purpose_file": (PDF, "pdf")}, "purpose_file"),
    ],
)
def test_a_bad_file_is_named_and_nothing_is_kept(api: Api, lender: Lender, files: Any, field: str) -> None:
    before = file_store().names()
    body = FORM | {"customer_id": lender.customers["North 0"]}
    answer = send(api("north"), "POST", "consent/", body, **files)
    assert answer.status_code == 422
    assert field in answer.json["fields"]
    assert file_store().names() == before


def test_the_number_of_anothers_file_is_no_file(api: Api, lender: Lender) -> None:
    body = FORM | {"customer_id": lender.customers["North 0"], "evidence_id": 1}
    answer = api("north").post("consent/", body)
    assert answer.status_code == 422
    assert "evidence_id" in answer.json["fields"]


def test_a_body_of_parts_is_read_strictly(api: Api) -> None:
    north = api("north")
    assert north.call("POST", "consent/", data={"body": "{", "x": (BytesIO(PDF), "x.pdf")}).status_code == 400
    assert north.call("POST", "consent/", data={"purpose": "a", "x": (BytesIO(PDF), "x.pdf")}).status_code == 400
    two = {"evidence_id": [(BytesIO(PDF), "x.pdf"), (BytesIO(PDF), "y.pdf")]}
    assert north.call("POST", "consent/", data=two).status_code == 400


def test_a_key_stands_for_one_file(api: Api, lender: Lender) -> None:
    north, body = api("north"), FORM | {"customer_id": lender.customers["North 2"]}
    first = send(north, "POST", "consent/", body, key="one-file-1", evidence_id=(PDF, "pdf"))
    before = file_store().names()
    again = send(north, "POST", "consent/", body, key="one-file-1", evidence_id=(PDF, "pdf"))
    assert (again.status_code, again.json) == (201, first.json)
    other = send(north, "POST", "consent/", body, key="one-file-1", evidence_id=(PDF + b"other", "pdf"))
    assert other.status_code == 409
    assert file_store().names() == before


def test_the_auditor_sends_nothing(api: Api, lender: Lender) -> None:
    body = FORM | {"customer_id": lender.customers["North 0"]}
    assert send(api("auditor"), "POST", "consent/", body, evidence_id=(PDF, "pdf")).status_code == 403
