"""The lock files name packages, versions and hashes, never a host; the test lock holds all of the run lock."""

import json
import re
from pathlib import Path

import pytest

from config import ROOT

LOCKS = sorted(ROOT.glob("*.lock"))
HOSTS = re.compile(r"https?://|file://|git\+|--index-url|--extra-index-url|--find-links|--trusted-host", re.IGNORECASE)


def versions(lock: Path) -> set[str]:
    """Return the `name==version` lines of a lock, markers included."""
    return {line.rstrip(" \\") for line in lock.read_text().splitlines() if re.match(r"[a-z0-9]", line, re.IGNORECASE)}


@pytest.mark.parametrize("lock", [*LOCKS, ROOT / "package-lock.json"], ids=lambda path: path.name)
def test_a_lock_names_no_host(lock: Path) -> None:
    assert HOSTS.findall(lock.read_text()) == []


def test_there_is_a_lock_for_running_testing_and_bootstrapping() -> None:
    assert [lock.name for lock in LOCKS] == [
        "requirements-bootstrap.lock",
        "requirements-dev.lock",
        "requirements.lock",
    ]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_requirement_has_a_hash(lock: Path) -> None:
    requirements = re.split(r"\n(?=\S)", lock.read_text().strip())
    assert [each.split("\n")[0] for each in requirements if "--hash=sha256:" not in each] == []


def test_the_test_lock_holds_the_run_lock() -> None:
    assert versions(ROOT / "requirements.lock") - versions(ROOT / "requirements-dev.lock") == set()


def test_marshmallow_stays_below_4() -> None:
    (pinned,) = (each for each in versions(ROOT / "requirements.lock") if each.startswith("marshmallow=="))
    assert pinned.startswith("marshmallow==3.")


def test_every_npm_package_has_an_integrity() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, facts in packages.items() if name and not facts.get("integrity")] == []


def test_the_plotly_bundle_is_the_version_that_plotly_py_writes_for() -> None:
    from plotly.offline import get_plotlyjs_version

    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert packages["node_modules/plotly.js-cartesian-dist-min"]["version"] == get_plotlyjs_version()
