"""Report: the findings of a run and the table in which they are read."""

from typing import TypedDict

from app.cli.bench.days import Closing
from app.cli.bench.pages import Row

_COLUMNS: tuple[tuple[str, str], ...] = (
    ("page", "page"),
    ("rows", "rows"),
    ("ms", "ms"),
    ("statements", "statements"),
    ("bare_fab_ms", "bare FAB ms"),
    ("sql_ms", "bare SQL ms"),
    ("to_bare_fab", "x bare FAB"),
    ("to_sql", "x bare SQL"),
)
_NOTES = (
    "ms: median of {repeat} requests in this process, after two that are not counted; all were asked for in one run.",
    "bare FAB: the list of the same table (of contracts for home and dashboards) by a stock ModelView.",
    "bare SQL: the page's own selects, sent again by the database driver alone.",
    "plain statement: reads every balance on the books and writes a row for each, {plain_statement_ms:,} ms.",
)


class Findings(TypedDict):
    """Everything that one run measured."""

    size: float
    database: str
    repeat: int
    seed_seconds: float
    pages: list[Row]
    end_of_day: Closing


def table(found: Findings) -> str:
    """Return the findings as one aligned table, what they mean below it."""
    lines = [[title for _key, title in _COLUMNS]]
    lines += [[_written(row[key]) for key, _title in _COLUMNS] for row in found["pages"]]  # type: ignore[literal-required]
    widths = [max(len(line[i]) for line in lines) for i in range(len(_COLUMNS))]
    drawn = [
        "  ".join(
            text.ljust(w) if i == 0 else text.rjust(w) for i, (text, w) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    ]
    closing = found["end_of_day"]
    speed = f"{closing['contracts_per_second']:,} contracts a second ({closing['contracts']:,} contracts"
    return "\n".join(
        [
            f"size {found['size']:g} on {found['database']}, seeded in {found['seed_seconds']} s",
            "",
            *drawn,
            "",
            f"end of day: {speed}, median of {closing['days']} days, one process)",
            f"            {closing['to_plain_statement']:,} x one plain statement over the same book",
            "",
            *(note.format(repeat=found["repeat"], **closing) for note in _NOTES),
        ]
    )


def _written(value: object) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)
