"""The file store keeps bytes under random names, on this machine for its owner alone, or wherever fsspec reaches."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from app.integrations.file_store import FileStore, LocalStore
from app.shared.clock import utc_now


@pytest.fixture(params=["folder", "elsewhere"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    if request.param == "folder":
        return LocalStore(str(tmp_path / "files"))
    return FileStore(f"memory://{tmp_path.name}")


def test_gives_back_what_it_was_given(store: FileStore) -> None:
    names = [store.put(b"one"), store.put(b"one"), store.put(b"")]
    store.make_durable(names)
    assert [store.get(name) for name in names] == [b"one", b"one", b""]
    assert store.names() == set(names)
    assert len(set(names)) == 3


def test_forgets_what_is_removed_and_bears_a_second_removal(store: FileStore) -> None:
    name = store.put(b"one")
    store.remove(name)
    store.remove(name)
    assert store.names() == set()
    with pytest.raises(FileNotFoundError):
        store.get(name)


def test_tells_the_old_from_the_new(store: FileStore) -> None:
    name = store.put(b"one")
    assert store.older_than(utc_now() - timedelta(hours=1), [name]) == []
    assert store.older_than(utc_now() + timedelta(hours=1), [name]) == [name]


def test_an_empty_store_has_no_names(store: FileStore) -> None:
    assert store.names() == set()


def test_only_its_owner_reads_the_folder(tmp_path: Path) -> None:
    LocalStore(str(tmp_path / "files")).put(b"one")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "files").rglob("*")}
    assert modes == {0o700, 0o600}
