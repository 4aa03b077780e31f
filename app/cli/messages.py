"""`messages`: collects every text into the catalogues, then compiles them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import flask_appbuilder
import wtforms
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from app.lowcode.texts import declared_texts
from config import LANGUAGES, ROOT
from seed import reference

FOLDER = ROOT / "app" / "translations"
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "msg": None}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
SOURCES = ("app", "dashboards", "seed")
# What these two packages say is theirs to extract and ours to translate: FAB has no Vietnamese, WTForms neither.
PACKAGES = (Path(flask_appbuilder.__file__).parent, Path(wtforms.__file__).parent)


def main(_arguments: list[str]) -> int:
    """Bring each language's catalogue up to date with the source and the declarations, and compile it."""
    import app.registry
    from app.lowcode import catalog

    catalog.register(app.registry.ENTITIES)
    texts = collect()
    for language in LANGUAGES:
        if language != "en":
            print(f"{language}: {update(language, texts)} texts without a translation")
    return 0


def collect() -> Catalog:
    """Return a template of every text that a page may show, without the places where it stands."""
    template = Catalog(charset="utf-8")
    found = set(_found())
    plain = {text for text in found if isinstance(text, str)} | declared_texts() | reference.texts()
    for text in sorted(plain - {""}):
        template.add(text)
    for pair in sorted((message[0], message[1]) for message in found if isinstance(message, tuple)):
        template.add(pair)
    return template


def update(language: str, template: Catalog) -> int:
    """Merge the template into a language's catalogue, write and compile it; returns how many texts it lacks."""
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = read_catalogue(language)
    # A near miss is a wrong translation: a changed text is translated anew.
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    catalogue.fuzzy, catalogue.creation_date = False, _EPOCH
    catalogue.revision_date = _EPOCH  # a date that changes with every run would only make merges collide
    buffer = BytesIO()
    write_po(buffer, catalogue, width=0, omit_header=False, sort_output=True, ignore_obsolete=True)
    path.write_bytes(buffer.getvalue())
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)
    return len(missing(catalogue))


def read_catalogue(language: str) -> Catalog:
    """Return a language's catalogue, empty if there is none yet."""
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        heading = f"# Lendboard: the texts in {LANGUAGES[language]['name']}."
        return Catalog(locale=language, project="Lendboard", version="1", header_comment=heading, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def missing(catalogue: Catalog) -> list[str]:
    """Return the message ids that have no translation, or one that does not take the same parameters."""
    return [
        str(m.id) for m in catalogue if m.id and (not m.string or (isinstance(m.string, tuple) and not all(m.string)))
    ]


def _found() -> Iterator[str | tuple[str, ...]]:
    for folder in (*(ROOT / name for name in SOURCES), *PACKAGES):
        for _file, _line, message, _comments, _context in extract_from_dir(folder, METHODS, keywords=KEYWORDS):
            yield message
