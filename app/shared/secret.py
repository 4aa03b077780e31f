"""Secret fields: encrypted at rest, bound to their row, and found only by a blind index of the whole value."""

import unicodedata
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, LargeBinary, String
from sqlalchemy.orm import mapped_column

from app.shared.field import FieldFacts, FieldKind, Mask
from app.shared.keyring import keyring
from app.shared.text import msg


class SecretField:
    """A descriptor over two columns: `<name>_cipher`, and with `lookup` `<name>_lookup`."""

    def __init__(self, facts: FieldFacts, *, lookup: bool, unique: bool) -> None:
        self.facts = facts
        self.lookup = lookup
        self.unique = unique
        self.name = ""
        self.columns: tuple[str, ...] = ()

    def expand(self, model: type[Any], name: str) -> None:
        """Add the columns behind the field to the model, and the key that binds its values to the row."""
        self.name = name
        self.columns = (f"{name}_cipher", *((f"{name}_lookup",) if self.lookup else ()))
        model.__annotations__ = {k: v for k, v in vars(model).get("__annotations__", {}).items() if k != name}
        if not hasattr(model, "row_key"):
            model.row_key = mapped_column(String(32), nullable=False, default=lambda: uuid4().hex)
        setattr(model, f"{name}_cipher", mapped_column(LargeBinary, nullable=not self.facts.required))
        if self.lookup:
            index = mapped_column(String(64), index=not self.unique or None, unique=self.unique or None)
            setattr(model, f"{name}_lookup", index)

    def __get__(self, row: Any, model: type[Any] | None = None) -> Any:
        if row is None:
            return self
        blob = getattr(row, f"{self.name}_cipher")
        return None if blob is None else keyring().decrypt(blob, self._place(row))

    def __set__(self, row: Any, value: str | None) -> None:
        if row.row_key is None:
            row.row_key = uuid4().hex
        for column, stored in self.sealed(type(row), row.row_key, value).items():
            setattr(row, column, stored)

    def sealed(self, model: type[Any], row_key: str, value: str | None) -> dict[str, Any]:
        """Return column → what is stored of `value` in the row with this key, also for rows written in bulk."""
        text = None if value in (None, "") else str(value)
        place = f"{model.__tablename__}.{self.name}.{row_key}"
        stored: dict[str, Any] = {f"{self.name}_cipher": None if text is None else keyring().encrypt(text, place)}
        if self.lookup:
            stored[f"{self.name}_lookup"] = None if text is None else self.index_of(model, text)
        return stored

    def matches(self, model: type[Any], value: str) -> ColumnElement[bool]:
        """Return the SQL condition for rows whose whole value is `value`."""
        return getattr(model, f"{self.name}_lookup") == self.index_of(model, value)

    def index_of(self, model: type[Any], value: str) -> str:
        """Return the blind index of a value, normalised so that its spelling does not matter."""
        plain = "".join(unicodedata.normalize("NFKC", value).split()).upper()
        return keyring().blind_index(plain, f"{model.__tablename__}.{self.name}")

    def _place(self, row: Any) -> str:
        return f"{type(row).__tablename__}.{self.name}.{row.row_key}"


def secret(
    label: str,
    *,
    mask: Mask,
    kind: FieldKind = FieldKind.TEXT,
    lookup: bool = False,
    unique: bool = False,
    help: str = "",
    pattern_help: str = "",
    **facts: Any,
) -> Any:
    """Declare an encrypted text: `id_no: Mapped[str] = secret("Identity number", mask=Mask.IDENTITY, lookup=True)`."""
    declared = FieldFacts(
        msg(label),
        kind=kind,
        mask=mask,
        personal=True,
        help=msg(help) if help else None,
        pattern_help=msg(pattern_help) if pattern_help else None,
        **facts,
    )
    return SecretField(declared, lookup=lookup or unique, unique=unique)
