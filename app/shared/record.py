"""Record: the base of every business row, with what all of them have in common."""

import enum
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Enum, ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.shared.column_types import BIG_KEY, TYPE_OF_ANNOTATION, TimestampType
from app.shared.field import declared_facts, field, fields_of, reference, table_name
from app.shared.metadata import Model
from app.shared.secret import SecretField
from app.shared.text import humanise

Model.registry.update_type_annotation_map(
    TYPE_OF_ANNOTATION
    | {
        enum.Enum: Enum(
            enum.Enum, native_enum=False, length=40, values_callable=lambda members: [m.value for m in members]
        )
    }
)


class Governed(Model):
    """A row that only the row gateway lets anyone read or write; `__prefix__` is the prefix of its readable code."""

    __abstract__ = True
    __prefix__: ClassVar[str] = ""
    __title__: ClassVar[tuple[str, ...]] = ()
    __field_order__: ClassVar[tuple[str, ...]] = ()
    __secrets__: ClassVar[dict[str, SecretField]] = {}

    id: Mapped[int] = mapped_column(BIG_KEY, primary_key=True, sort_order=-10)
    created_at: Mapped[datetime] = mapped_column(TimestampType, sort_order=90)

    @declared_attr
    def created_by_id(cls) -> Mapped[int | None]:  # noqa: N805 - SQLAlchemy passes the class
        return mapped_column(ForeignKey("ab_user.id"), sort_order=91)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if not cls.__dict__.get("__abstract__"):
            cls.__tablename__ = cls.__dict__.get("__tablename__") or table_name(cls.__name__)
            _collect_fields(cls)
        super().__init_subclass__(**kwargs)

    @property
    def code(self) -> str:
        """The readable code, made of prefix and id: `CUS-000042`; empty until the row is stored."""
        return type(self).code_of(self.id) if self.id else ""

    @classmethod
    def code_of(cls, key: int) -> str:
        """Return the readable code of the row with this id."""
        return f"{cls.__prefix__ or cls.__name__[:3].upper()}-{key:06d}"

    def __str__(self) -> str:
        named = ((name, getattr(self, name)) for name in self.__title__)
        parts = [self._said(name, value) for name, value in named if value not in (None, "")]
        return " · ".join(parts) or self.code or humanise(type(self).__name__)

    def _said(self, name: str, value: Any) -> str:
        facts, plain = fields_of(type(self)).get(name), str(getattr(value, "value", value))
        return str(facts.choices.get(plain, plain)) if facts else plain


class Record(Governed):
    """A row that people edit: versioned against lost updates, stamped with its writer, never really deleted."""

    __abstract__ = True

    version: Mapped[int] = mapped_column(sort_order=92)
    updated_at: Mapped[datetime] = mapped_column(TimestampType, sort_order=93)
    deleted_at: Mapped[datetime | None] = mapped_column(TimestampType, sort_order=95)

    @declared_attr
    def updated_by_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("ab_user.id"), sort_order=94)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.version}


class PostedRecord(Governed):
    """A row that is written once: a ledger entry, an allocation, a snapshot. A database trigger refuses the rest."""

    __abstract__ = True


class Owned:
    """What a row needs to have a place in the branch tree and a person who answers for it."""

    branch_id: Mapped[int] = reference("Branch", "Branch", filtered=True, section="Responsibility")
    owner_id: Mapped[int | None] = reference("Employee", "Owner", filtered=True, section="Responsibility")


def _collect_fields(cls: type[Governed]) -> None:
    """Expand references into relations and secrets into columns, and note the order of declaration."""
    order: list[str] = []
    secrets: dict[str, SecretField] = {}
    for owner in reversed(cls.__mro__):
        for name, value in list(vars(owner).items()):
            if isinstance(value, SecretField):
                secrets[name] = value
                value.expand(cls, name)
            facts = value.facts if isinstance(value, SecretField) else declared_facts(value)
            if facts is None:
                continue
            if name not in order:
                order.append(name)
            if facts.target:
                _add_relation(cls, name, facts.target)
    responsibility = [name for name in order if name in ("branch_id", "owner_id")]
    cls.__field_order__ = (*(name for name in order if name not in responsibility), *responsibility)
    cls.__secrets__ = secrets


def _add_relation(cls: type[Governed], column: str, target: str) -> None:
    relation = column.removesuffix("_id")
    # The mixin's relation must be declared on each class: SQLAlchemy does not copy relationships from mixins.
    # Rules look at related rows before the first flush, when only the key may be set: such rows load theirs too.
    key, remote = f"{cls.__name__}.{column}", f"{target}.id"
    setattr(cls, relation, relationship(target, foreign_keys=key, remote_side=remote, load_on_pending=True))
    cls.__annotations__ = {k: v for k, v in vars(cls).get("__annotations__", {}).items() if k != relation}


__all__ = ["Governed", "Owned", "PostedRecord", "Record", "field", "reference"]
