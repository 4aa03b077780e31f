"""Attachment: one kept file; its content lies sealed in the file store, its name sealed in this row."""

from sqlalchemy.orm import Mapped

from app.shared.field import Mask
from app.shared.record import PostedRecord, field
from app.shared.secret import secret


class Attachment(PostedRecord):
    """Written once. It has no access of its own: it is reached through the field of the record that names it."""

    __prefix__ = "ATT"

    name: Mapped[str] = secret("File name", mask=Mask.TEXT, required=True)
    media_type: Mapped[str] = field("Kind of file")
    size: Mapped[int] = field("Size", unit="bytes", minimum=1)
    sha256: Mapped[str] = field("SHA-256 of the content")
    place: Mapped[str] = field("Name in the file store", unique=True)

    @property
    def seal(self) -> str:
        """What the content is bound to: moved to another row it cannot be opened."""
        return f"{self.__tablename__}.content.{self.row_key}"
