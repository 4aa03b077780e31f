"""Every text that a page may show has its Vietnamese and its Chinese, with the same parameters."""

import re
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

import app.registry
from app.cli.messages import collect, missing, read_catalogue
from app.lowcode import catalog

ADVICE = "Run `python3 run.py messages`, then translate in app/translations/{}/LC_MESSAGES/messages.po: {}"
_PERCENT = re.compile(r"%\(\w+\)[sd]|%[sd]")


@pytest.fixture(scope="module")
def texts() -> set[str | tuple[str, ...]]:
    """What the source and the declarations say today."""
    catalog.register(app.registry.ENTITIES)
    return {message.id for message in collect() if message.id}


@pytest.fixture(scope="module", params=["vi", "zh"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def catalogue(language: str) -> Catalog:
    return read_catalogue(language)


class TestCatalogue:
    def test_holds_every_text(self, language: str, catalogue: Catalog, texts: set[str | tuple[str, ...]]) -> None:
        absent = sorted(map(str, texts - {message.id for message in catalogue if message.id}))
        assert not absent, ADVICE.format(language, absent)

    def test_translates_every_text(self, language: str, catalogue: Catalog) -> None:
        untranslated = missing(catalogue)
        assert not untranslated, ADVICE.format(language, untranslated)

    def test_keeps_the_parameters(self, language: str, catalogue: Catalog) -> None:
        wrong = [message.id for message in catalogue if message.id and not _keeps_parameters(message)]
        assert not wrong, f"{language}: each {{name}} and %(name)s stands in the translation as in the text: {wrong}"

    def test_compiles_without_a_complaint(self, catalogue: Catalog) -> None:
        assert [(message.id, [str(error) for error in errors]) for message, errors in catalogue.check()] == []


def _keeps_parameters(message: Message) -> bool:
    """A translation for many names what the text for many names: languages with one form always say the number."""
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(_parameters(string) == _parameters(ids[-1]) for string in strings)


def _parameters(text: str) -> set[str]:
    braces = {f"{{{name}}}" for _, name, _, _ in Formatter().parse(text) if name}
    return braces | set(_PERCENT.findall(text))
