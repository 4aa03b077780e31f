"""Stamps: a small file that says what a prepared folder was made from, written last."""

import hashlib
from pathlib import Path


def digest(*parts: str | Path) -> str:
    """Return the sha256 over texts and the contents of files, in order; a file that is not there counts as empty."""
    total = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part.read_bytes() if part.is_file() else b""
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()


def matches(stamp: Path, value: str) -> bool:
    """Return whether the stamp holds `value`."""
    return stamp.is_file() and stamp.read_text().strip() == value


def write(stamp: Path, value: str) -> None:
    """Write the stamp in one step, so that an interrupted set-up leaves none."""
    draft = stamp.with_name(stamp.name + ".new")
    draft.write_text(value + "\n")
    draft.replace(stamp)
