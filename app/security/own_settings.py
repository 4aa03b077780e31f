"""A user's own settings: theirs on every browser, and the one thing that even an auditor writes."""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, scoped_session

from app.security.tables import UserSetting

AnySession = Session | scoped_session[Session]
_TABLE = UserSetting.__table__


def language_of(session: AnySession, user_id: int) -> str | None:
    """Return the language that the user chose, or None."""
    return session.connection().execute(select(_TABLE.c.language).where(_TABLE.c.user_id == user_id)).scalar()


def keep_language(session: AnySession, user_id: int, language: str) -> None:
    """Note the language that the user chose."""
    connection = session.connection()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = insert(_TABLE).values(user_id=user_id, language=language)
    connection.execute(row.on_conflict_do_update(index_elements=["user_id"], set_={"language": language}))
