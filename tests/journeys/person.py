"""A member of staff at a browser of their own: signs in, finds records by the menu, fills in forms, runs commands."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from app.shared.upload import Upload

PASSWORD = "one for all the staff of a test"
# Pages are awaited by `wait_for`, which sees them as they come: `expect` looks once a second after a few tries.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)


class Person:
    """One signed-in member of staff; `album` is the folder that keeps a picture of every station, or None."""

    def __init__(self, browser: Browser, base_url: str, username: str, album: Path | None = None) -> None:
        self.username, self._album = username, album
        # Without motion: what fades and slides is painted again and again, for nobody.
        context = browser.new_context(
            base_url=base_url, locale="en-GB", viewport={"width": 1360, "height": 900}, reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE_MS)
        self.page: Page = context.new_page()
        self.page.goto("/login/")
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign In").click()
        self.page.get_by_role("heading", name="My work today").wait_for()

    def leave(self) -> None:
        """Close the browser window."""
        self.photographs("last")
        self.page.context.close()

    # --- finding

    def opens_list(self, title: str) -> None:
        """Open a list by its entry in the menu, unfolding the menu's group where it is folded."""
        menu = self.page.locator("#sidebar")
        entry = menu.locator("a.nav-link").filter(has_text=_exactly(title))
        if not entry.is_visible():
            inside = self.page.locator("a.nav-link").filter(has_text=_exactly(title))
            menu.locator("details").filter(has=inside).locator("summary").click()
        entry.click()
        self.heading.filter(has_text=_exactly(title)).wait_for()

    def opens(self, title: str, text: str) -> None:
        """Open the newest record of a list whose row shows `text`."""
        self.opens_list(title)
        self.page.locator("tbody tr").filter(has_text=text).first.locator("a.row-link").click()
        self.page.locator("dl.facts").first.wait_for()

    def opens_queue(self, title: str, state: str) -> None:
        """Open a queue of the home page."""
        self.page.goto("/")
        card = self.page.locator("section.queue").filter(has_text=title).filter(has_text=state)
        card.locator("a.queue-count").click()
        self.heading.filter(has_text=_exactly(title)).wait_for()

    @property
    def heading(self) -> Locator:
        return self.page.locator("h1.page-title")

    @property
    def address(self) -> str:
        """The path of the open page."""
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    def reads(self, label: str) -> str:
        """Return what the open record page shows under a label."""
        fact = self.page.locator("dl.facts .fact").filter(has=self.page.locator("dt").filter(has_text=_exactly(label)))
        return fact.first.locator("dd").inner_text().strip()

    def opens_file(self, label: str, reason: str = "") -> bytes:
        """Open the file of the open record under a label, for a reason where it is secret; return what came."""
        fact = self.page.locator("dl.facts .fact").filter(has=self.page.locator("dt").filter(has_text=_exactly(label)))
        with self.page.expect_download() as download:
            if reason:
                fact.locator("button.reveal").click()
                dialog = self.page.locator("dialog[open]")
                dialog.get_by_label("Reason").fill(reason)
                dialog.get_by_role("button", name="Open", exact=True).click()
            else:
                fact.locator("dd a").click()
        return download.value.path().read_bytes()

    def sees_state(self, state: str) -> None:
        """Wait for the badge beside the record's name."""
        self.heading.locator(".state").filter(has_text=_exactly(state)).wait_for()

    # --- writing

    def adds(self, title: str) -> None:
        """Open the form of a new record from its list."""
        self.opens_list(title)
        self.page.locator(".page-header").get_by_role("link", name="New", exact=True).click()

    def adds_here(self, title: str) -> None:
        """Open the form of a new record from the list of that kind on the open record's page."""
        section = self.section(title)
        section.get_by_role("link", name="New", exact=True).click()
        self.page.locator("form.entity-form").wait_for()

    def section(self, title: str) -> Locator:
        """Return a related list of the open record, unfolded and loaded."""
        section = self.page.locator("details.section").filter(
            has=self.page.locator("summary").filter(has_text=_exactly(title))
        )
        if section.get_attribute("open") is None:
            section.locator("summary").click()
        section.locator("table, p").first.wait_for()
        return section

    def fills(self, **values: Any) -> None:
        """Fill in the open form; the names are labels with `_` for a blank."""
        for name, value in values.items():
            fill(self.page.locator("form.entity-form"), name.replace("_", " "), value)

    def saves(self) -> None:
        """Save the open form and arrive at the record."""
        self.page.get_by_role("button", name="Save").click()
        expect(self.page.locator(".field-error, .has-error")).to_have_count(0)
        self.page.locator("dl.facts").first.wait_for()

    def does(self, command: str, then: str, **inputs: Any) -> None:
        """Run a command of the open record, answering what its dialog asks; `then` is the state it leads to."""
        record = self.address
        self.asks_to(command, **inputs)
        self.page.get_by_text(f"Done: {command}.", exact=True).wait_for()
        if self.address != record:  # the command led to the record that it made
            self.page.goto(record)
        self.sees_state(then)

    def asks_to(self, command: str, **inputs: Any) -> None:
        """Press the button of a command and send its dialog if it has one."""
        self.page.locator(".page-header").get_by_role("button", name=command, exact=True).click()
        dialog = self.page.locator("dialog[open]")
        if inputs or dialog.count():
            for name, value in inputs.items():
                fill(dialog, name.replace("_", " "), value)
            dialog.get_by_role("button", name=command, exact=True).click()

    def does_with_all(self, command: str, **inputs: Any) -> None:
        """Run a command on every row of the open list."""
        self.page.get_by_label("Select all").check()
        self.page.get_by_role("button", name=re.compile("^Actions")).click()
        self.page.locator(".js-bulk .dropdown-item").filter(has_text=_exactly(command)).click()
        dialog = self.page.locator("dialog[open]")
        for name, value in inputs.items():
            fill(dialog, name.replace("_", " "), value)
        dialog.get_by_role("button", name=command, exact=True).click()
        self.page.get_by_text(f"Done: {command}").wait_for()

    def writing_buttons(self) -> list[str]:
        """Return the labels of the buttons above the open record: its commands, editing, deleting."""
        return self.page.locator(".page-header .btn").all_inner_texts()

    # --- dashboards

    def opens_dashboard(self, title: str) -> None:
        """Open a dashboard by its entry in the menu."""
        self.opens_list(title)
        self.page.locator(".figure-value").first.wait_for()

    def figure(self, label: str) -> str:
        """Return the number on a card of the open dashboard, written out."""
        return str(self._card(label).locator(".figure-value [title]").last.get_attribute("title"))

    def opens_figure(self, label: str) -> None:
        """Open the records behind a figure."""
        self._card(label).locator("a.figure-link").click()
        self.page.locator("table tbody tr").first.wait_for()

    def _card(self, label: str) -> Locator:
        return self.page.locator(".card").filter(has=self.page.locator("h2.subheader").filter(has_text=_exactly(label)))

    def photographs(self, name: str) -> None:
        """Keep a picture of the open page where an album is kept."""
        if self._album is not None:
            self._album.mkdir(parents=True, exist_ok=True)
            number = len(list(self._album.iterdir()))
            self.page.screenshot(path=self._album / f"{number:02d}-{self.username}-{name}.png", full_page=True)


def fill(form: Locator, label: str, value: Any) -> None:
    """Give the input with this label a value: text, a file, a choice or record by its name, yes or no."""
    field = form.locator(".field").filter(has=form.page.locator("label").filter(has_text=_exactly(label)))
    expect(field).to_have_count(1)
    if isinstance(value, Upload):
        kind = value.type.media_type if value.type else ""
        sent = FilePayload(name=value.name, mimeType=kind, buffer=value.content)
        field.locator("input[type=file]").set_input_files(sent)
    elif field.locator("input[type=checkbox]").count():
        field.locator("input[type=checkbox]").set_checked(bool(value))
    elif field.locator(".ts-control").count():
        _choose(field, str(value))
    else:
        field.locator("input, textarea").first.fill(str(value))


def _choose(field: Locator, text: str) -> None:
    field.locator(".ts-control").click()
    if field.locator("select[data-pick-url]").count():
        with field.page.expect_response(lambda answer: parse_qs(urlparse(answer.url).query).get("q") == [text]):
            field.page.keyboard.type(text)
    # The list hangs at the end of the page, or inside a dialog beside its input.
    options = field.page.locator(".ts-dropdown:visible .option")
    options.filter(has_text=re.compile(rf"^\s*{re.escape(text)}\b")).first.click()
    expect(field.locator(".ts-control .item").first).to_contain_text(text)
    expect(field.page.locator(".ts-dropdown:visible")).to_have_count(0)


def _exactly(text: str) -> "re.Pattern[str]":
    return re.compile(rf"^\s*{re.escape(text)}\s*$")
