"""`import`: loads a foreign loan book into an empty company, all of it or nothing."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from app.cli.migrate import bring_up_to_date
from app.extensions import db, writing
from app.factory import create_app
from app.servicing.book_import.mapping import read_mapping
from app.servicing.book_import.operations import BookRefused, load_book
from app.servicing.book_import.reading import read_book
from app.servicing.book_import.row import Finding, Severity
from app.shared.errors import DomainError
from app.shared.money import format_major


def main(arguments: list[str]) -> int:
    """Load the file; returns 0 when it is loaded, now or before, and 2 when it was refused."""
    parser = argparse.ArgumentParser(prog="run.py import")
    parser.add_argument("file", type=Path, help="the loan book, CSV in UTF-8")
    parser.add_argument("--mapping", type=Path, required=True, help="what its columns mean, TOML")
    options = parser.parse_args(arguments)
    try:
        return _load(options.file, options.mapping)
    except BookRefused as refused:
        report(refused.findings)
        print(f"import: {refused.message}", file=sys.stderr)
    except DomainError as error:
        print(f"import: {error}", file=sys.stderr)
    return 2


def _load(file: Path, mapping_file: Path) -> int:
    mapping = read_mapping(mapping_file)
    book = read_book(file, mapping)
    app = create_app(pages=False)
    bring_up_to_date(app)
    with app.app_context(), writing():
        session = db.session()
        batch, findings = load_book(session, book, mapping, progress=show_progress)
        session.commit()
        report(findings)
        outstanding = format_major(batch.outstanding, mapping.currency.exponent)
        print(f"{batch.name}: {batch.row_count} loans, outstanding {outstanding} {mapping.currency.code}")
        if not findings and not batch.rounded_count:
            return 0
        print(f"{batch.rounded_count} values rounded, {batch.differing_count} rows differ: see Import findings")
    return 0


def show_progress(done: int, total: int) -> None:
    """Rewrite one line of the terminal with how far the load is."""
    end = "\n" if done == total else ""
    print(f"\rimport: {done} of {total} loans", end=end, file=sys.stderr, flush=True)


def report(findings: Sequence[Finding]) -> None:
    """Print each refused and differing value with row and column, and how many were only rounded, by column."""
    for found in findings:
        if found.severity is not Severity.ROUNDED:
            print(f"line {found.line}, column {found.column}: {found.severity}: {found.reason}")
    rounded = Counter(found.column for found in findings if found.severity is Severity.ROUNDED)
    for column, count in rounded.items():
        print(f"column {column}: {count} values rounded")
