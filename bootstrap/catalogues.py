"""The translations: compiled at set-up from the .po files, never committed in their binary form."""

import subprocess
from pathlib import Path

from bootstrap import diagnosis
from bootstrap.messages import fail


def is_ready(root: Path) -> bool:
    """Return whether every catalogue was compiled after its last change."""
    return all(
        po.with_suffix(".mo").exists() and po.with_suffix(".mo").stat().st_mtime_ns >= po.stat().st_mtime_ns
        for po in _folder(root).glob("*/LC_MESSAGES/*.po")
    )


def ensure(root: Path, python: Path) -> None:
    """Compile the catalogues that changed, with the environment's Babel."""
    if is_ready(root):
        return
    command = [str(python), "-m", "babel.messages.frontend", "-q", "compile", "-d", str(_folder(root))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        fail(f"A translation cannot be compiled: {diagnosis.last_line(done.stderr)}", "Mend that .po file.")


def _folder(root: Path) -> Path:
    return root / "app" / "translations"
