"""Rules take dates, amounts and limits as parameters: no web, no session, no clock is imported where they live."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IMPURE = (
    "flask",
    "flask_appbuilder",
    "sqlalchemy",
    "app.extensions",
    "app.lowcode",
    "app.shared.clock",
    "random",
    "time",
)
PURE_BESIDE_RULES = (
    "app/shared/schedule/terms.py",
    "app/shared/schedule/due_dates.py",
    "app/shared/schedule/periods.py",
    "app/shared/schedule/level_payment.py",
    "app/shared/schedule/effective_rate.py",
    "app/shared/schedule/accrual.py",
    "app/servicing/classification/ageing.py",
    "app/servicing/classification/provision.py",
    "app/origination/credit_assessment/default_scorecard.py",
    "app/shared/rounding.py",
    "app/shared/money.py",
    "app/shared/proportional_split.py",
    "app/shared/months.py",
    "app/shared/day_count.py",
    "app/shared/working_days.py",
)
MODULES = sorted({*(ROOT / "app").rglob("rules.py"), *(ROOT / path for path in PURE_BESIDE_RULES)})


def impure_uses(source: str) -> list[str]:
    """Return the forbidden modules that a source imports, and its calls of today() and now()."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        if isinstance(node, ast.Attribute) and node.attr in {"today", "now", "utcnow"}:
            found.append(node.attr)
        found += [name for name in names if any(f"{name}.".startswith(f"{part}.") for part in IMPURE)]
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_rules_import_nothing_that_has_a_state(module: Path) -> None:
    assert impure_uses(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import flask",
        "from sqlalchemy.orm import Session",
        "from app.extensions import db",
        "from app.shared import clock",
        "from datetime import date\ndate.today()",
    ],
)
def test_a_planted_breach_is_caught(source: str) -> None:
    assert impure_uses(source)
