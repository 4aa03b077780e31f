"""The language of a request: the user's choice, else the browser's, else English."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, has_request_context, request, session
from flask_appbuilder.forms import DynamicForm
from flask_babel import get_locale, get_translations, gettext, ngettext
from flask_wtf import FlaskForm
from sqlalchemy import select

from app.extensions.database import db
from app.lowcode.value_readers import Notation
from app.shared import formatting
from app.shared.company import Company
from app.shared.field import table_name
from app.shared.folding import fold
from app.shared.text import humanise, use_translator

COOKIE = "language"
COOKIE_SECONDS = 365 * 24 * 3600


def select_language() -> str:
    """Return the code of the language that this request is answered in; the session holds the user's own setting."""
    offered = list(current_app.config["LANGUAGES"])
    if not has_request_context():
        return _default()
    for chosen in (session.get("locale"), request.cookies.get(COOKIE)):
        if chosen in offered:
            return str(chosen)
    return str(request.accept_languages.best_match(offered) or _default())


def current_language() -> str:
    """Return the language code in force, also outside a request."""
    locale = get_locale()
    return locale.language if locale else _default()


def _default() -> str:
    return str(current_app.config["BABEL_DEFAULT_LOCALE"])


def use_catalogue(app: Flask) -> None:
    """Let FAB, WTForms and our own messages all be looked up in our catalogue, in the language of the request."""
    app.extensions["babel"].locale_selector = select_language
    use_translator(_translated)
    for form in (FlaskForm, DynamicForm):
        form.Meta = type("Meta", (form.Meta,), {"get_translations": lambda self, form: _Catalogue})
    app.jinja_env.filters.update(_formatters())


class _Catalogue:
    """What WTForms expects of a translator: its messages are msgids of our catalogue."""

    gettext = staticmethod(lambda text: gettext(text))
    ngettext = staticmethod(lambda one, many, count: ngettext(one, many, count))


def _translated(msgid: str, params: dict[str, Any]) -> str:
    if not current_app:
        return msgid.format(**params) if params else msgid
    text = gettext(msgid)
    return text.format(**{name: shown(value) for name, value in params.items()}) if params else text


def shown(value: object) -> str:
    """Return a value as the reader of this request would write it; dates, numbers and messages are localised."""
    language = current_language()
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, int | Decimal):
        return formatting.format_number(value, locale=language)
    if isinstance(value, datetime):
        return formatting.format_instant(value, locale=language, timezone=conventions().time_zone)
    if isinstance(value, date):
        return formatting.format_day(value, locale=language)
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Conventions:
    """The lender's currency, its number of decimals, and the time zone in which its days begin and end."""

    currency: str
    exponent: int
    time_zone: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


def conventions() -> Conventions:
    """Return the lender's conventions, read once a process: none of them may change once books are kept."""
    known: Conventions | None = current_app.extensions.get("conventions")
    if known is None:
        table = Company.__table__
        row = (
            db.session.connection()
            .execute(select(table.c.currency, table.c.currency_exponent, table.c.time_zone))
            .first()
        )
        if row is None:
            return Conventions("VND", 0, current_app.config["BUSINESS_TIME_ZONE"])
        known = current_app.extensions["conventions"] = Conventions(*row)
    return known


def notation() -> Notation:
    """Return how the reader of this request writes numbers, amounts and times."""
    lender = conventions()
    return Notation(exponent=lender.exponent, locale=current_language(), time_zone=lender.time_zone)


def texts_shown_as(text: str, most: int = 500) -> list[str]:
    """Return up to `most` message ids whose translation, in the reader's language, holds `text` as a list would."""
    catalogue: dict[Any, Any] = getattr(get_translations(), "_catalog", {})
    needle = fold(text)
    # A text typed with marks means them.
    plainly = fold if needle == text.lower() else str.lower
    wanted = plainly(text)
    found = (key for key, said in catalogue.items() if isinstance(key, str) and key and wanted in plainly(said))
    return list(islice(found, most))


def money(amount: int | None) -> str:
    """Return minor units of the company's currency as text of the reader's language; empty for none."""
    if amount is None:
        return ""
    lender = conventions()
    return formatting.format_money(
        amount, locale=current_language(), currency=lender.currency, exponent=lender.exponent
    )


def _formatters() -> dict[str, Callable[..., Any]]:
    return {
        "money": money,
        "shown": shown,
        "slug": table_name,
        "words": humanise,
        "percent": lambda value: "" if value is None else formatting.format_percent(value, locale=current_language()),
        "day": lambda value: "" if value is None else formatting.format_day(value, locale=current_language()),
        "instant": lambda value: "" if value is None else shown(value),
    }
