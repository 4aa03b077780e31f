"""Column types that read as facts: `Mapped[Money]`, `Mapped[Percent]`, `Mapped[Phone]`."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, DateTime, Integer, Numeric, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from app.shared.text import Message, message_from, stored_message

BIG_KEY = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows only for INTEGER keys
JSON_TYPE = JSON().with_variant(JSONB, "postgresql")


class MoneyType(TypeDecorator[int]):
    """An amount in the currency's minor unit; never a float, see docs/decisions."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise TypeError(f"money is an integer of minor units, not {value!r}")
        return value


class PercentType(TypeDecorator[Decimal]):
    """A percentage with six decimals: 24 means 24 %; few enough digits to survive SQLite's floats exactly."""

    impl = Numeric(9, 6)
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> Decimal | None:
        if isinstance(value, float):
            raise TypeError("a percentage is a Decimal, not a float")
        return None if value is None else Decimal(value)


class TimestampType(TypeDecorator[datetime]):
    """An instant, stored in UTC and always aware in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise TypeError("a timestamp needs a time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class MessageType(TypeDecorator[Message]):
    """A text that the software wrote, kept as a message so that each reader sees it in their language.

    What a person writes into such a field is kept as it is.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Message | str | None, dialect: Dialect) -> str | None:
        return None if value is None else stored_message(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Message | None:
        return None if value is None else message_from(value)


class PhoneType(String):
    """A telephone number in E.164."""


class LongTextType(Text):
    """Text of several lines."""


Money = Annotated[int, "money"]
Percent = Annotated[Decimal, "percent"]
Phone = Annotated[str, "phone"]
LongText = Annotated[str, "long text"]

TYPE_OF_ANNOTATION: dict[Any, Any] = {
    int: BigInteger().with_variant(Integer, "sqlite"),
    str: String(200),
    bool: Boolean,
    date: Date,
    datetime: TimestampType,
    dict: JSON_TYPE,
    list: JSON_TYPE,
    dict[str, Any]: JSON_TYPE,
    list[Any]: JSON_TYPE,
    Money: MoneyType,
    Percent: PercentType,
    Phone: PhoneType(20),
    LongText: LongTextType,
    Message: MessageType(200),
}
