"""Reach: which figures a reader may know at all, and which would set the whole company against a part of it."""

from sqlalchemy import true

from app.reports import catalog
from app.reports.dataset import Dataset
from app.reports.scope import rule
from app.security.principal import Principal
from app.shared.text import Message, msg


def datasets_of(slugs: tuple[str, ...]) -> list[Dataset]:
    """Return the datasets that the figures are read from."""
    return list({catalog.DATASET_OF[s].slug: catalog.DATASET_OF[s] for s in catalog.measures_behind(slugs)}.values())


def uneven(principal: Principal, slug: str) -> Message | None:
    """Return why a figure is not shown to who reads one of its parts for the whole company and another for less.

    The company's cost divided by the leads of one seller is the cost of nobody's lead.
    """
    if len(_reaches(principal, slug)) < 2:
        return None
    return msg("This figure would compare the whole company with the part of it that you see.")


def readable(principal: Principal, slugs: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the figures that the reader's rights and reach leave, whatever is filtered."""
    return tuple(
        slug
        for slug in slugs
        if all(principal.may(dataset.entity, "read") for dataset in datasets_of((slug,)))
        and uneven(principal, slug) is None
    )


def comparable(principal: Principal, slugs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the readable figures that may stand side by side: those that reach as far as the first."""
    known = readable(principal, slugs)
    return tuple(slug for slug in known if _reaches(principal, slug) == _reaches(principal, known[0]))


def _reaches(principal: Principal, slug: str) -> set[bool]:
    """Return whether the figure's facts are the whole company's; both where some are and some are not."""
    return {bool(rule(dataset, principal).compare(true())) for dataset in datasets_of((slug,))}
