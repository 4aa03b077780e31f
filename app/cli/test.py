"""`test`: the whole suite; arguments are pytest's."""

import subprocess
import sys

from config import ROOT


def main(arguments: list[str]) -> int:
    """Run pytest on the suite, or on what the arguments name."""
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode
