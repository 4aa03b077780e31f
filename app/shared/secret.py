"""Secret fields: encrypted at rest, found only by a blind index of the whole value."""

from typing import Any

from app.shared.field import FieldFacts


class SecretField:
    """Declared like any field; placeholder until the encrypting descriptor is wired in."""

    def __init__(self, facts: FieldFacts, *, lookup: bool) -> None:
        self.facts = facts
        self.lookup = lookup

    columns: tuple[str, ...] = ()

    def expand(self, model: type[Any], name: str) -> None:
        """Add the columns that hold the cipher text and the blind index to the model."""
