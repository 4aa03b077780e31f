"""The last station: the auditor opens everything, and nothing that writes works for them."""

import hashlib
from typing import Any

from sqlalchemy import select

from app.extensions import db, reading
from app.lowcode.catalog import all_entities
from app.security.acting import as_system
from app.security.roles import Role
from app.shared.metadata import Model
from tests.journeys.cast import Cast

REFUSED = {403, 404}
# Sent from the open page with its cookies and its form token, a few at a time, as a script of the auditor's could.
_SEND = """async (attempts) => {
  const token = document.querySelector('[name=csrf_token]').value;
  const headers = {'X-CSRFToken': token, 'Accept': 'application/json'};
  const send = async ([method, path, json]) => {
    const key = 'attempt' + Math.random().toString(36).slice(2);
    const body = json ? JSON.stringify(json) : new URLSearchParams({csrf_token: token, form_key: key, rowid: '1'});
    const kind = json ? {'Content-Type': 'application/json'} : {};
    const content = method === 'GET' ? {} : {body};
    const answer = await fetch(path, {method, headers: {...headers, ...kind}, redirect: 'manual', ...content});
    return [method, path, answer.status];
  };
  const answers = [];
  for (let i = 0; i < attempts.length; i += 6) {
    answers.push(...await Promise.all(attempts.slice(i, i + 6).map(send)));
  }
  return answers;
}"""


def auditor_opens_everything_and_changes_nothing(cast: Cast) -> None:
    """Every list and a record of each; then every form, command and API call that writes, all refused."""
    auditor = cast.auditor
    before = state_of_the_books(cast)
    found = {}
    for entity in all_entities():
        if "read" in entity.access.get(Role.AUDITOR, "").split():
            auditor.page.goto(f"/{entity.slug}/list/", wait_until="domcontentloaded")
            rows = auditor.page.locator("a.row-link")
            if rows.count():
                rows.first.click()
                auditor.page.locator("dl.facts").first.wait_for()
                found[entity.slug] = auditor.address.rsplit("/", 1)[-1]
                assert not auditor.writing_buttons(), f"{entity.plural}: {auditor.writing_buttons()}"
    assert {"campaign", "application", "contract", "receipt", "promise_to_pay", "audit_entry"} <= set(found)
    auditor.opens("Contracts", "Nguyễn Thị Thu Hà")
    auditor.photographs("contract")
    answers = auditor.page.evaluate(_SEND, list(attempts(found)))
    assert len(answers) > 300
    assert [answer for answer in answers if answer[2] not in REFUSED] == []
    assert state_of_the_books(cast) == before


def attempts(found: dict[str, str]) -> Any:
    """Yield (method, path, JSON body or None) of every way in which each entity can be written."""
    for entity in all_entities():
        key, slug = found.get(entity.slug, "1"), entity.slug
        yield "GET", f"/{slug}/add", None
        yield "POST", f"/{slug}/add", None
        yield "POST", f"/{slug}/edit/{key}", None
        yield "POST", f"/{slug}/delete/{key}", None
        yield "POST", f"/api/v1/{slug}/", {"name": "x"}
        yield "PUT", f"/api/v1/{slug}/{key}", {"version": 1}
        yield "DELETE", f"/api/v1/{slug}/{key}", None
        for name in entity.commands:
            yield "POST", f"/{slug}/do/{name}/{key}", None
            yield "POST", f"/api/v1/{slug}/{key}/{name}", {"reason": "because"}
            yield "POST", f"/{slug}/bulk/{name}", None


def state_of_the_books(cast: Cast) -> dict[str, str]:
    """Return table → digest of its rows, for every table of the business."""
    with cast.app.app_context(), reading(), as_system(db.session, "test") as session:
        tables = [t for t in Model.metadata.sorted_tables if not t.name.startswith("ab_") and t.primary_key.columns]
        found = {
            t.name: hashlib.sha256(
                repr(session.execute(select(t).order_by(*t.primary_key.columns)).all()).encode()
            ).hexdigest()
            for t in tables
        }
        db.session.remove()
    return found
