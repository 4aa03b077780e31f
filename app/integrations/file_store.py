"""The file store: sealed files under random names, in a folder of this machine or wherever fsspec reaches."""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from fsspec.core import url_to_fs

_MANY = 50  # files whose single waits for the disk would take longer than one for all of it


class FileStore:
    """Files of an fsspec address such as `s3://bucket/papers`; a name is random and says nothing."""

    def __init__(self, address: str) -> None:
        self._files, root = url_to_fs(address)
        self._root = str(root).rstrip("/")

    def put(self, content: bytes) -> str:
        """Write the bytes and return the name under which they lie."""
        name = uuid4().hex
        self._write(self._path(name), content)
        return name

    def make_durable(self, names: Sequence[str]) -> None:
        """Return only when these files would outlive a loss of power; a service promises that with each write."""

    def get(self, name: str) -> bytes:
        """Return the bytes; raises FileNotFoundError."""
        return bytes(self._files.cat_file(self._path(name)))

    def remove(self, name: str) -> None:
        """Forget a file; one that is not there is forgotten already."""
        with suppress(FileNotFoundError):
            self._files.rm_file(self._path(name))

    def names(self) -> set[str]:
        """Return the names of all files."""
        return {path.rpartition("/")[2] for path in self._files.find(self._root)}

    def older_than(self, moment: datetime, names: Iterable[str]) -> list[str]:
        """Return those of the names whose files were written before `moment`."""
        return [name for name in sorted(names) if _aware(self._files.modified(self._path(name))) < moment]

    def _path(self, name: str) -> str:
        return f"{self._root}/{name[:2]}/{name}"

    def _write(self, path: str, content: bytes) -> None:
        self._files.pipe_file(path, content)


class LocalStore(FileStore):
    """A folder of this machine that its owner alone may read."""

    def make_durable(self, names: Sequence[str]) -> None:
        if len(names) > _MANY:
            os.sync()
            return
        for name in names:
            with Path(self._path(name)).open("rb") as file:
                os.fsync(file.fileno())

    def _write(self, path: str, content: bytes) -> None:
        folder = Path(path).parent
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_current: list[FileStore] = []


def use_file_store(address: str) -> None:
    """Make this the store of the process; the factory calls it with the configured address."""
    _current[:] = [FileStore(address) if "://" in address else LocalStore(address)]


def file_store() -> FileStore:
    """Return the store of the process; raises RuntimeError before one is set."""
    if not _current:
        raise RuntimeError("no file store: create_app() sets it from FILE_STORE")
    return _current[0]
