"""Small-cell suppression: readers who may not know persons see no figure made from fewer than a few of them.

Nor can they work one out: cells are withheld until no total less the cells that are shown tells of too few, and no
choice of filters less a wider choice does.
"""

from collections.abc import Iterator, Mapping, MutableMapping
from itertools import combinations
from typing import Any

Key = tuple[Any, ...]
Cells = MutableMapping[Key, dict[str, Any]]
Counts = Mapping[Key, Mapping[str, int]]


def withhold_small_cells(cells: Cells, counts: Counts, slug: str, least: int) -> int:
    """Blank a figure's cells that 1 to `least` - 1 records stand behind, and those that would give them away.

    Returns how many were blanked. The total of every line of cells may be known, from this answer or another: in each
    line, what is withheld is at least two cells and at least `least` records, the next smallest cells going too.
    """
    behind = {key: counts.get(key, {}).get(slug, 0) for key in cells}
    hidden = {key for key, count in behind.items() if 0 < count < least or (count and cells[key][slug] is None)}
    lines = list(_lines(behind))
    is_settled = False
    while not is_settled:
        is_settled = True
        for line in lines:
            gone = [key for key in line if key in hidden]
            if gone and (len(gone) < 2 or sum(behind[key] for key in gone) < least):
                shown = sorted((behind[key], str(key), key) for key in line if key not in hidden and behind[key])
                if shown:
                    hidden.add(shown[0][2])
                    is_settled = False
    for key in hidden:
        cells[key][slug] = None
    return len(hidden)


def withhold_differences(cells: Cells, counts: Counts, wider: Counts, slug: str, least: int) -> int:
    """Blank the cells that differ by too few records from the same cells under a wider choice; returns how many."""
    found = 0
    for key, values in cells.items():
        rest = wider.get(key, {}).get(slug, 0) - counts.get(key, {}).get(slug, 0)
        if 0 < rest < least and values.get(slug) is not None:
            values[slug] = None
            found += 1
    return found


def _lines(behind: Mapping[Key, int]) -> Iterator[list[Key]]:
    """Yield the cells whose sum is another figure: all of them, and those that share some of their dimensions."""
    size = len(next(iter(behind), ()))
    for count in range(size):
        for fixed in combinations(range(size), count):
            lines: dict[Key, list[Key]] = {}
            for key in behind:
                lines.setdefault(tuple(key[place] for place in fixed), []).append(key)
            yield from lines.values()
