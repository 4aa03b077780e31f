"""`test`: the whole suite, on every core; arguments are pytest's."""

import subprocess
import sys

from config import ROOT

# A file's tests stay together, for they share its databases; the order is that of tests/conftest.py, longest first.
_WHOLE = ["-n", "auto", "--maxprocesses=4", "--dist=loadfile", "--no-loadscope-reorder"]


def main(arguments: list[str]) -> int:
    """Run pytest on the suite, or on what the arguments name."""
    options = arguments or _WHOLE
    return subprocess.run([sys.executable, "-m", "pytest", *options], cwd=ROOT, check=False).returncode
