"""What a refusal looks like: a named error with the HTTP status and the message the user reads."""

from collections.abc import Mapping

from app.shared.text import Message, msg


class DomainError(Exception):
    """A request that the business refuses; `message` says what to do, `fields` where."""

    status = 422

    def __init__(self, message: Message | str, fields: Mapping[str, Message | str] | None = None) -> None:
        super().__init__(message)
        self.message = message if isinstance(message, Message) else Message(message)
        self.fields = dict(fields or {})

    def __str__(self) -> str:
        if not self.fields:
            return str(self.message)
        return f"{self.message} ({'; '.join(f'{name}: {text}' for name, text in self.fields.items())})"


class InvalidInput(DomainError):
    """What was entered breaks a rule of the field or of the record."""

    @classmethod
    def of(cls, fields: Mapping[str, Message | str]) -> "InvalidInput":
        """Return the error for problems by field name; the empty name holds those of the whole record."""
        return cls(fields.get("") or msg("Please correct the marked fields."), fields)


class BadRequest(DomainError):
    """The request itself cannot be read: an unknown column, an unparsable filter."""

    status = 400


class Denied(DomainError):
    """The user may not do this, whatever the record."""

    status = 403

    def __init__(self, message: Message | str | None = None) -> None:
        super().__init__(message or msg("You do not have the right to do this."))


class NotFound(DomainError):
    """There is no such record, or the user may not know that there is."""

    status = 404

    def __init__(self, message: Message | str | None = None) -> None:
        super().__init__(message or msg("There is no such record, or you may not see it."))


class Conflict(DomainError):
    """The record is no longer in the state the request assumes."""

    status = 409


class Busy(DomainError):
    """Others hold what the request needs to write; the same request may succeed a little later."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            msg("A long task is writing to the database. Nothing was saved: wait a minute, then try again.")
        )


class Ungoverned(RuntimeError):
    """A statement that the row gateway cannot govern: a fault in our code, never the user's."""
