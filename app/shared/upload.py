"""Uploads: a file as it comes in, believed only where its name and its first bytes say the same."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.shared.text import Message, msg

SIZE_MAX = 10 * 1024 * 1024
_NAME_MAX = 120
_UNSAFE = re.compile(r'[<>:"|?*;%&$\x00-\x1f\x7f]')


@dataclass(frozen=True)
class FileType:
    """A kind of file that the lender keeps; `mark` is what its bytes hold at `offset`."""

    label: str
    media_type: str
    endings: tuple[str, ...]
    mark: bytes
    offset: int = 0


# Neither SVG nor HTML nor office files: whatever a reader's program would run stays outside.
FILE_TYPES: Mapping[str, FileType] = {
    "pdf": FileType("PDF", "application/pdf", ("pdf",), b"%PDF-"),
    "jpeg": FileType("JPEG", "image/jpeg", ("jpg", "jpeg"), b"\xff\xd8\xff"),
    "png": FileType("PNG", "image/png", ("png",), b"\x89PNG\r\n\x1a\n"),
    "webp": FileType("WEBP", "image/webp", ("webp",), b"WEBP", 8),
}
PAPER = tuple(FILE_TYPES)
PHOTO = ("jpeg", "png", "webp")


@dataclass(frozen=True)
class Upload:
    """The bytes of a file and the name its sender gave it, cleaned of everything that could lead astray."""

    name: str
    content: bytes

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", clean_name(self.name))

    def __str__(self) -> str:
        return f"{self.name} {self.sha256}"

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def type(self) -> FileType | None:
        """The kind that its bytes say it is, or None."""
        found = (t for t in FILE_TYPES.values() if self.content.startswith(t.mark, t.offset))
        return next(found, None)


def clean_name(given: str) -> str:
    """Return the last part of a file name without control characters, reserved ones and leading dots."""
    text = unicodedata.normalize("NFC", given.replace("\\", "/").rpartition("/")[2])
    text = "".join(c for c in text if not unicodedata.category(c).startswith("C"))
    text = " ".join(_UNSAFE.sub("_", text).split()).strip(". ")
    stem, dot, ending = text.rpartition(".")
    return f"{stem[: _NAME_MAX - len(ending)]}{dot}{ending[:10]}" if dot else text[:_NAME_MAX] or "file"


def problem_of_upload(upload: Upload, accepts: Sequence[str]) -> Message | None:
    """Return why this file cannot be kept, or None."""
    allowed = [FILE_TYPES[name] for name in accepts or PAPER]
    if not upload.content:
        return msg("This file is empty.")
    if len(upload.content) > SIZE_MAX:
        return msg("This file is too large: at most {size} MB, please.", size=SIZE_MAX // 1024**2)
    kinds = ", ".join(t.label for t in allowed)
    ending = upload.name.rpartition(".")[2].lower()
    named = next((t for t in allowed if ending in t.endings), None)
    if named is None:
        return msg("“{name}” is of a kind that is not accepted here: send {kinds}.", name=upload.name, kinds=kinds)
    if upload.type is not named:
        return msg("“{name}” is damaged or no {kind} at all.", name=upload.name, kind=named.label)
    return None
