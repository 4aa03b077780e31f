"""Small files of each kind, and their keys in a session."""

from sqlalchemy.orm import Session

from app.lowcode.files.keeping import keep
from app.security.acting import as_system, principal_of
from app.shared.upload import Upload

PDF = b"%PDF-1.4\n% a paper of the tests\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n a picture of the tests"


def a_paper(name: str = "giay-to.pdf", content: bytes = PDF) -> Upload:
    """Return a PDF."""
    return Upload(name, content)


def a_photo(name: str = "anh.png", content: bytes = PNG) -> Upload:
    """Return a PNG."""
    return Upload(name, content)


def kept_file(session: Session, upload: Upload | None = None) -> int:
    """Keep a file, by default a paper, and return the key of its attachment."""
    if principal_of(session) is not None:
        return keep(session, upload or a_paper())
    with as_system(session, "factory"):
        return keep(session, upload or a_paper())
