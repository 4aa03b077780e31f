"""A small memory of answered reports, by rights, question and version of the data; one for each web process."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from app.reports.result import ReportResult

ENTRIES_MAX = 256

_entries: OrderedDict[Hashable, ReportResult] = OrderedDict()
_lock = Lock()


def recall(key: Hashable) -> ReportResult | None:
    """Return what is kept under an equal key, or None."""
    with _lock:
        if key in _entries:
            _entries.move_to_end(key)
        return _entries.get(key)


def remember(key: Hashable, answer: ReportResult) -> None:
    """Keep an answer; the one that nobody has asked for the longest goes first."""
    with _lock:
        _entries[key] = answer
        while len(_entries) > ENTRIES_MAX:
            _entries.popitem(last=False)


def forget_all() -> None:
    """Empty the memory; tests that write behind the version's back need it."""
    with _lock:
        _entries.clear()
