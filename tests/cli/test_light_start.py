"""What a start imports: each process only what it needs, which keeps starting quick without a stopwatch."""

import subprocess
import sys

import pytest
from flask import Flask
from werkzeug.routing import Map, Rule

from app.extensions.late_rule import LateRule
from app.factory import create_app
from config import ROOT, Testing

FRAMEWORKS = frozenset({"flask", "flask_appbuilder", "sqlalchemy", "babel", "dash", "pandas", "redis", "rq"})
FIGURES = frozenset({"numpy", "pandas"})
PAGES = frozenset({"dash", "dashboards.mount"})


def loaded_by(code: str, folder: object) -> set[str]:
    """Return the modules that a fresh process holds after `code`."""
    environ = {"PATH": "", "DATA_DIR": str(folder)}
    asked = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.services
@pytest.mark.parametrize("module", ["app.cli", "app.cli.serve", "app.shared.schedule.quote_command"])
def test_the_supervisor_and_the_quote_start_without_any_framework(module: str, tmp_path: object) -> None:
    loaded = loaded_by(f"import {module}", tmp_path)
    assert module in loaded
    assert not loaded & FRAMEWORKS


@pytest.mark.services
def test_the_application_imports_what_only_figures_need_when_one_is_asked_for(tmp_path: object) -> None:
    loaded = loaded_by("from app.factory import create_app\ncreate_app()", tmp_path)
    assert loaded >= PAGES
    assert not loaded & FIGURES


@pytest.mark.services
@pytest.mark.parametrize("command", ["worker", "scheduler"])
def test_workers_and_the_scheduler_do_without_pages(command: str, tmp_path: object) -> None:
    build = f"import app.cli.{command}\nfrom app.factory import create_app\ncreate_app(pages=False)"
    assert not loaded_by(build, tmp_path) & (PAGES | FIGURES | {"alembic"})


def test_without_pages_nothing_of_the_business_can_be_asked_for(app: Flask) -> None:
    settings = {"DATA_DIR": app.config["DATA_DIR"], "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"]}
    quiet = {rule.rule for rule in create_app(Testing(settings), pages=False).url_map.iter_rules()}
    full = {rule.rule for rule in app.url_map.iter_rules()}
    assert {"/customer/list/", "/api/v1/customer/", "/health"} <= full - quiet


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("/plain/", {}),
        ("/<pk>/act", {"pk": "a b"}),
        ("/<int:pk>/<name>", {"pk": 7, "name": "ä"}),
        ("/list/", {"page": 2, "order": ["a", "b"]}),
    ],
)
def test_a_late_rule_matches_and_builds_as_any_other(rule: str, values: dict[str, object]) -> None:
    late, plain = (Map([made(rule, endpoint="there")]).bind("host") for made in (LateRule, Rule))
    for append_unknown in (True, False):
        built = late.build("there", values, append_unknown=append_unknown)
        assert built == plain.build("there", values, append_unknown=append_unknown)
    assert late.match(built) == plain.match(built)
