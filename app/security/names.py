"""How the people behind accounts are called."""

from collections.abc import Iterable
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session


def name_of_user(user: Any) -> str:
    """Return a person's name in the Vietnamese order, or the account's where it has none."""
    return f"{user.last_name or ''} {user.first_name or ''}".strip() or str(user.username)


def names_of_users(session: Session, user_ids: Iterable[int | None]) -> dict[int | None, str]:
    """Return account → name; for a session that a system job runs."""
    wanted = {key for key in user_ids if key}
    if not wanted:
        return {}
    return {user.id: name_of_user(user) for user in session.scalars(select(User).where(User.id.in_(wanted)))}
