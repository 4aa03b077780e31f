"""What the stock application was seen to do, and Lendboard's own screens with their people."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from config import ROOT
from tests.lowcode.conftest import lender
from tests.lowcode.screens.conftest import visit

__all__ = ["lender", "visit"]


@pytest.fixture(scope="session")
def stock() -> dict[str, Any]:
    """The observations of `observe.py`, by name; one process, because FAB has one registry of models a process."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.pitfalls.observe"]
    environ = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
