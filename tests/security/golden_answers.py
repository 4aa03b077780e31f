"""What every address answers to every role: `python -m tests.security.golden_answers` writes the file anew.

That asks some 25,000 times and takes minutes; `… golden_answers new Lead` asks what the file lacks, and part `Lead`.

The application is really asked, with one row of every entity that the asking roles may own. Three things are put
aside to keep it fast and repeatable: pages are not drawn, nothing is committed, and form tokens are not asked for
(that every writing verb asks for one is a test of its own).
"""

import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import jinja2
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app import registry
from app.extensions import db
from app.factory import create_app
from app.lowcode.entity import Entity
from app.security import manager as manager_module
from app.security.loading import load_permissions
from app.security.manager import KEY, SecurityManager, signed_in
from app.security.principal import Principal
from app.security.roles import Role
from app.security.sign_in import start_sign_in
from app.shared.clock import utc_now
from app.shared.field import FieldKind, fields_of
from config import Testing
from tests.security.one_of_each import Lender, open_lender
from tests.services.template import migrated

FILE = Path(__file__).with_name("golden_answers.txt")
SHORT = dict(
    zip(Role, ("SA", "TL", "AP", "RK", "MG", "LG", "CA", "AC", "CO", "FC", "CS", "MK", "AU", "DS", "AD"), strict=True)
)
ANONYMOUS = "--"
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
HEAD = """\
Written by `python -m tests.security.golden_answers`: which address answers what to whom, line by line as
verb, address, and status with the roles that get it. Roles that a line does not name get 403; verbs that no line
names get 405. Nobody signed in (--) gets 302 to the sign-in on GET, else 401, unless a line says otherwise.
SA Sales, TL Team lead, AP Appraiser, RK Risk, MG Manager, LG Legal, CA Cashier, AC Accountant, CO Collector,
FC Field collector, CS Customer care, MK Marketing, AU Auditor, DS Data steward, AD Administrator
"""
_KEY = "<pk>"
# What Dash looks for in a page before it sends it.
_PAGE = '<i id="react-entry-point"></i><i id="_dash-config"></i><i src="dash-renderer"></i><i id="_dash-renderer"></i>'


@dataclass(frozen=True, order=True)
class Address:
    """One verb of one rule; `shown` is the address with its varying parts in brackets."""

    part: str
    shown: str
    verb: str
    path: str
    endpoint: str = field(default="", compare=False)


def addresses(app: Flask, lender: Lender) -> Iterator[Address]:
    """Yield every verb of every rule, with the ids of the lender's rows in it."""
    for rule in app.url_map.iter_rules():
        for values, shown in _fillings(rule, lender):
            path = rule.build(values, append_unknown=False)
            if path is None:
                raise LookupError(f"no address can be built for {rule.rule}: say how in _fillings")
            for verb in sorted((rule.methods or set()) & set(VERBS)):
                yield Address(_part(rule), shown, verb, path[1], rule.endpoint)


Asked = Callable[[Address], Iterable[str]]


def everybody(_address: Address) -> Iterable[str]:
    """Ask every role, and nobody."""
    return (ANONYMOUS, *SHORT.values())


def answers(app: Flask, lender: Lender, asked: Asked = everybody) -> dict[Address, dict[str, int]]:
    """Return what each address answers to those who are asked to open it."""
    asking: dict[str, FlaskClient] = {ANONYMOUS: app.test_client()}
    for role, user_id in lender.users.items():
        asking[SHORT[role]] = _signed_in(app, user_id)
    with _quickly(app):
        return {
            address: {who: _ask(asking[who], address) for who in asked(address)}
            for address in sorted(set(addresses(app, lender)))
        }


@contextmanager
def _quickly(app: Flask) -> Iterator[None]:
    """Draw no page, commit nothing, read the rights of a person once, and ask for no form token."""
    session_class = db.session.session_factory.class_
    manager = app.extensions["appbuilder"].sm
    permissions, principals = cache(partial(load_permissions)), {}

    def principal() -> Principal | None:
        user = signed_in()
        if user is not None and user.id not in principals:
            principals[user.id] = SecurityManager.principal(manager)
        return principals[user.id] if user is not None else None

    app.config["WTF_CSRF_ENABLED"] = False
    with (
        patch.object(jinja2.Template, "render", lambda *_args, **_context: _PAGE),
        patch.object(session_class, "commit", lambda self: self.flush()),
        patch.object(manager_module, "load_permissions", lambda _session, key: permissions(db.session, key)),
        patch.object(manager, "principal", principal),
    ):
        yield
    app.config["WTF_CSRF_ENABLED"] = True


def written(found: dict[Address, dict[str, int]]) -> str:
    """Return the answers as the text of the golden file."""
    lines: list[str] = []
    part = ""
    for address, statuses in found.items():
        if address.part != part:
            part = address.part
            lines += ["", f"[{part}]"]
        named = defaultdict(list)
        for who, status in statuses.items():
            if status != _unsaid(address.verb, address.shown, who):
                named[status].append(who)
        told = " | ".join(f"{status} {_several(who)}" for status, who in sorted(named.items()))
        lines.append(f"{address.verb:6} {address.shown:52} {told}".rstrip())
    return HEAD + "\n".join(lines) + "\n"


def read(text: str) -> dict[tuple[str, str], dict[str, int]]:
    """Return what a golden file says: (verb, address) → who → status."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for line in text.splitlines():
        verb, shown, *told = line.split(maxsplit=2) if line.startswith(VERBS) else ("", "")
        if not shown:
            continue
        found[verb, shown] = {who: _unsaid(verb, shown, who) for who in (ANONYMOUS, *SHORT.values())}
        for status, *names in (part.split() for part in " ".join(told).split("|") if part.strip()):
            for name in names:
                found[verb, shown].update(dict.fromkeys(SHORT.values() if name == "all" else (name,), int(status)))
    return found


def _unsaid(verb: str, shown: str, who: str) -> int:
    """Return the status that a line need not name."""
    if who != ANONYMOUS:
        return 403
    is_page = verb == "GET" and not any(part in shown for part in ("/api/", "/pick/", "/_dash", "/_reload"))
    return 302 if is_page else 401


def _several(names: list[str]) -> str:
    roles = [name for name in names if name != ANONYMOUS]
    everybody = "all" if len(roles) == len(SHORT) else " ".join(roles)
    return " ".join(filter(None, (everybody, ANONYMOUS if ANONYMOUS in names else "")))


def _part(rule: Rule) -> str:
    view = rule.endpoint.partition(".")[0]
    entity = _entity_of(rule)
    return entity.name if entity else "Dashboards" if rule.rule.startswith("/dash") else f"~{view}"


def _entity_of(rule: Rule) -> Entity | None:
    view = rule.endpoint.partition(".")[0]
    return next((e for e in registry.ENTITIES if view in (f"{e.name}View", f"{e.name}RestApi")), None)


def _fillings(rule: Rule, lender: Lender) -> Iterable[tuple[dict[str, Any], str]]:
    """Yield (values, address as shown) for a rule: one for each command, picker and kind of file, else just one."""
    entity = _entity_of(rule)
    method = rule.endpoint.rpartition(".")[2]
    if entity is not None:
        fields = fields_of(entity.model)
        masked = [n for n, f in fields.items() if f.mask or f.secret] or ["none"]
        files = [n for n, f in fields.items() if f.kind is FieldKind.FILE] or ["none"]
        references = [n for n, f in fields.items() if f.kind is FieldKind.REFERENCE] or ["none"]
        bulk = [n for n, c in entity.commands.items() if c.bulk]
        names = {"command": list(entity.commands), "bulk": bulk, "file": files[:1]}
        for name in names.get(method, masked[:1]):
            values = {"pk": lender.rows[entity.name], "name": name, "column": references[0], "kind": "csv"}
            yield values, _shown(rule, values)
        return
    if method == "pick":
        for other in registry.ENTITIES:
            yield {"slug": other.slug}, f"/pick/{other.slug}"
        return
    values = {
        "pk": 1, "name": "none", "code": "vi", "locale": "vi", "kind": "csv", "path": "any/path", "filename": "app.css",
        "version": "v1", "package_name": "dash", "package": "dash", "fingerprinted_path": "dash.js", "role_id": 1,
        "user_id": 1,
    }  # fmt: skip
    yield {name: values[name] for name in rule.arguments}, _shown(rule, values)


def _shown(rule: Rule, values: dict[str, Any]) -> str:
    text = rule.rule
    for name in rule.arguments:
        start = text.index(next(p for p in (f"<{name}>", f":{name}>") if p in text))
        begin, end = text.rindex("<", 0, start + 1), text.index(">", start)
        said = _KEY if name in ("pk", "path", "fingerprinted_path", "filename") else str(values[name])
        text = text[:begin] + said + text[end + 1 :]
    return text


def _signed_in(app: Flask, user_id: int) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        key = start_sign_in(db.session, user_id)
        db.session.commit()
        db.session.remove()
    with client.session_transaction() as cookie:
        cookie.update({"_user_id": str(user_id), "_fresh": True, KEY: key})
    return client


def _ask(client: FlaskClient, address: Address) -> int:
    # The browser's own cookie: an answer that changes it must not change what is asked next.
    options: dict[str, Any] = {"headers": {"Accept": "text/html"}}
    if address.verb != "GET":
        if address.path.startswith("/api/") or "/_dash" in address.path:
            options["json"] = {}
        else:
            options["data"] = {"form_key": f"golden-{utc_now():%H%M%S%f}", "reason": "", "version": "1"}
    before = client.get_cookie("lendboard_session")
    with client.open(address.path, method=address.verb, **options) as answer:
        status = answer.status_code
    if before is not None:
        client.set_cookie("lendboard_session", before.value)
    return status


def _main(parts: list[str]) -> None:
    """Write the file anew: all of it, or what it lacks and the parts that are named."""
    known = read(FILE.read_text(encoding="utf-8")) if parts and FILE.exists() else {}
    with tempfile.TemporaryDirectory() as folder:
        url = migrated(f"sqlite:///{folder}/golden.sqlite3", Path(folder))
        app = create_app(Testing({"DATABASE_URL": url, "DATA_DIR": folder}))

        def asked(address: Address) -> Iterable[str]:
            is_old = (address.verb, address.shown) in known and address.part not in parts
            return () if is_old else everybody(address)

        found = answers(app, open_lender(app), asked)
    whole = {address: statuses or known[address.verb, address.shown] for address, statuses in found.items()}
    FILE.write_text(written(whole), encoding="utf-8")


if __name__ == "__main__":
    _main(sys.argv[1:])
