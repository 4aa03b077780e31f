"""Small-cell suppression: readers who may not know persons see no figure made from fewer than a few of them."""

from collections.abc import Mapping, MutableMapping
from typing import Any

Cells = MutableMapping[tuple[Any, ...], dict[str, Any]]


def withhold_small_cells(
    cells: Cells, counts: Mapping[tuple[Any, ...], Mapping[str, int]], slug: str, least: int
) -> int:
    """Blank a figure's cells that 1 to `least` - 1 records stand behind; returns how many were blanked.

    Where exactly one cell goes, the next smallest goes with it: else the total would give it away.
    """
    behind = {key: counts[key].get(slug, 0) for key in cells}
    small = [key for key, count in behind.items() if 0 < count < least]
    if len(small) == 1 and len(cells) > 1:
        others = sorted((count, str(key), key) for key, count in behind.items() if count >= least)
        small += [key for _, _, key in others[:1]]
    for key in small:
        cells[key][slug] = None
    return len(small)
