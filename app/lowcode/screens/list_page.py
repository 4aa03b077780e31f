"""The list page: what its template is given, and the addresses of its sort links, pages and filters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request, url_for
from flask import session as browser
from sqlalchemy.orm import Session, scoped_session

from app.lowcode.action import Action
from app.lowcode.catalog import entity_of
from app.lowcode.conditions import filterable
from app.lowcode.language import shown
from app.lowcode.screens.bulk import RefusedRow
from app.lowcode.screens.command_form import command_form
from app.lowcode.screens.display import Cell, cell, css_of
from app.lowcode.screens.filters import PREFIX, Filter, is_ranged
from app.lowcode.screens.form import FactsForm
from app.lowcode.screens.listing import PAGE_SIZES, Listing, Page, choosable, fetch, is_sortable
from app.lowcode.screens.naming import name_of
from app.lowcode.search import searched
from app.lowcode.selection import selection_title
from app.lowcode.subject import offered
from app.shared.field import FieldFacts, FieldKind
from app.shared.record import Governed
from app.shared.text import msg


@dataclass(frozen=True)
class FilterInput:
    """One line of the filter panel: its texts by part (blank, from, to) and the names of the chosen records."""

    facts: FieldFacts
    ranged: bool
    texts: dict[str, list[str]]
    chosen: dict[str, str]
    options: dict[str, str]

    @property
    def name(self) -> str:
        return PREFIX + self.facts.name


@dataclass(frozen=True)
class BulkCommand:
    """A command that may run on all selected rows, with the inputs it asks for."""

    action: Action
    form: FactsForm
    opened: bool = False


class ListPage:
    """Everything the template of a list reads; `view` is the endpoint name of the entity's view.

    After a refused bulk command: what was `selected`, which rows `refused` and why, the dialog that is `opened`.
    """

    def __init__(
        self,
        db: Session | scoped_session[Any],
        listing: Listing,
        view: str,
        *,
        selected: frozenset[int] = frozenset(),
        refused: Sequence[RefusedRow] = (),
        opened: tuple[str, FactsForm] | None = None,
    ) -> None:
        self.listing, self.view, self._db = listing, view, db
        self.selected, self.refused, self._opened = selected, refused, opened
        self.entity, self.principal = listing.entity, listing.principal
        self.page: Page = fetch(db, listing)

    def rows(self) -> Iterator[tuple[Governed, list[tuple[FieldFacts, Cell]]]]:
        """Yield each record with its columns; the first cell, by which the row opens, is never without a text."""
        for record in self.page.rows:
            cells = [(facts, cell(record, facts, self.principal)) for facts in self.listing.columns]
            if cells and not cells[0][1].text:
                cells[0] = (cells[0][0], replace(cells[0][1], text=record.code))
            yield record, cells

    @property
    def begins_with_code(self) -> bool:
        """Tell whether rows open by their code, since the first column would name another record than the row's."""
        return self.listing.columns[0].kind is FieldKind.REFERENCE

    def may(self, word: str) -> bool:
        return self.principal.may(self.entity.model, word)

    def css(self, facts: FieldFacts) -> str:
        return css_of(facts)

    def bulk(self) -> list[BulkCommand]:
        offered = [a for a in self.entity.commands.values() if a.bulk and self.may(a.name)]
        opened, form = self._opened or ("", None)
        return [
            BulkCommand(a, form if form and a.name == opened else command_form(a), a.name == opened) for a in offered
        ]

    def sort_link(self, facts: FieldFacts) -> tuple[str, str] | None:
        """Return (address, present order: ascending, descending or none) for a sortable column."""
        if not is_sortable(facts):
            return None
        present = self.listing.sort or self.entity.order
        order = {facts.name: "ascending", f"-{facts.name}": "descending"}.get(present, "none")
        return self.address(sort=f"-{facts.name}" if order == "ascending" else facts.name, page=None), order

    def address(self, **changes: Any) -> str:
        """Return this list's address with some parameters changed; None removes one."""
        values: dict[str, Any] = {key: request.args.getlist(key) for key in request.args}
        values.update(changes)
        return url_for(f"{self.view}.list", **{k: v for k, v in values.items() if v not in (None, "", [])})

    @property
    def pages(self) -> int:
        return max(1, -(-self.page.count // self.listing.size))

    @property
    def span(self) -> str:
        """Say which rows these are: `26–50 of 111`."""
        first = (self.listing.page - 1) * self.listing.size + 1
        total = shown(self.page.count) + ("+" if self.page.more else "")
        last = first + len(self.page.rows) - 1
        return str(msg("{first}–{last} of {total}", first=first, last=last, total=total))

    @property
    def search_hint(self) -> str:
        """Name what the search box looks at."""
        names = [str(msg("Code")), *(str(facts.label) for facts in searched(self.entity, self.principal))]
        return str(msg("Search: {fields}", fields=", ".join(dict.fromkeys(names)).lower()))

    @property
    def empty_advice(self) -> str:
        """Say what to do about a list without a record."""
        if self.may("add"):
            return str(msg("Add the first one with “New”. What colleagues add in your part appears here too."))
        return str(msg("They come from other steps of the work; those that you may see will appear here."))

    @property
    def sizes(self) -> tuple[int, ...]:
        return PAGE_SIZES

    def column_choices(self) -> list[tuple[FieldFacts, bool]]:
        shown = {facts.name for facts in self.listing.columns}
        return [(facts, name in shown) for name, facts in choosable(self.entity, self.principal).items()]

    def filter_inputs(self) -> list[FilterInput]:
        asked = {f.facts.name: f for f in self.listing.filters}
        inputs = []
        for name, facts in filterable(self.entity, self.principal).items():
            texts = asked[name].texts if name in asked else {}
            state = self.entity.workflow.column if self.entity.workflow else ""
            if facts.filtered or texts or name == state:
                names, options = self._names(facts, texts), self._options(facts)
                inputs.append(FilterInput(facts, is_ranged(facts), texts, names, options))
        return inputs

    def chips(self) -> list[tuple[str, str, str]]:
        """Return (label, value, address without it) of every active filter."""
        chips = [(str(f.facts.label), self._said(f), self._without(f)) for f in self.listing.filters]
        if self.listing.keys:
            chips.append(("", str(len(self.listing.keys)), self.address(ids=None, page=None)))
        if self.listing.selection is not None:
            title = selection_title(self._db, self.principal, self.listing.selection)
            chips.append((str(msg("Records of")), title, self.address(selection=None, page=None)))
        return chips

    def _without(self, asked: Filter) -> str:
        names = [PREFIX + asked.facts.name + (f"_{part}" if part else "") for part in asked.texts]
        return self.address(**dict.fromkeys(names), page=None)

    def _said(self, asked: Filter) -> str:
        names = self._names(asked.facts, asked.texts)
        said = []
        for part, texts in asked.texts.items():
            text = ", ".join(names.get(text, text) for text in texts)
            said.append({"from": f"≥ {text}", "to": f"≤ {text}"}.get(part, text))
        return " ".join(said)

    def _options(self, facts: FieldFacts) -> dict[str, str]:
        if facts.kind is FieldKind.CHOICE:
            return {value: str(label) for value, label in facts.choices.items()}
        return offered(facts, self.principal)

    def _names(self, facts: FieldFacts, texts: dict[str, list[str]]) -> dict[str, str]:
        if options := self._options(facts):
            return options
        if facts.kind is not FieldKind.REFERENCE:
            return {}
        model = entity_of(facts.target).model
        asked = [text for text in texts.get("", []) if text.isdigit()]
        return {text: name_of(self._db.get(model, int(text)), self.principal) or text for text in asked}


def chosen_columns(slug: str) -> list[str]:
    """Return the columns this browser session chose for a list."""
    return list(browser.get("columns", {}).get(slug, ()))


def choose_columns(slug: str, names: list[str]) -> None:
    """Remember the columns of a list for this browser session; none brings the usual ones back."""
    browser["columns"] = {**browser.get("columns", {}), slug: names[:40]}


def for_parent(listing: Listing, column: str) -> Listing:
    """Return the listing without the column that says the same on every row of a related list."""
    return replace(listing, columns=tuple(f for f in listing.columns if f.name != column)[:6], size=10)
