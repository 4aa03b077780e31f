"""A small memory of answered reports, by rights, question and version of the data; one for each web process."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

T = TypeVar("T")
ENTRIES_MAX = 256

_entries: OrderedDict[Hashable, object] = OrderedDict()
_lock = Lock()


def remembered(key: Hashable, make: Callable[[], T]) -> T:
    """Return what was made for an equal key before, else make it now; the least recently used entry goes first."""
    with _lock:
        if key in _entries:
            _entries.move_to_end(key)
            return _entries[key]  # type: ignore[return-value]
    made = make()
    with _lock:
        _entries[key] = made
        while len(_entries) > ENTRIES_MAX:
            _entries.popitem(last=False)
    return made


def forget_all() -> None:
    """Empty the memory; tests that write behind the version's back need it."""
    with _lock:
        _entries.clear()
