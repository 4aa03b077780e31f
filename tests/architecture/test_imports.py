"""The import rules of pyproject.toml hold, as import-linter checks them."""

import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT


@pytest.mark.services  # `make check` runs the linter itself
def test_dependencies_point_downwards() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
