"""Attributes whose names Python cannot spell: `**data(view="0")`, `**aria(label="Filters")`."""

from typing import Any


def data(**said: str) -> Any:
    """Return data attributes."""
    return {f"data-{name}": value for name, value in said.items()}


def aria(**said: str) -> Any:
    """Return attributes for assistive technology."""
    return {f"aria-{name}": value for name, value in said.items()}
