"""How the people behind accounts are called, and the views that rights are granted on."""

from collections.abc import Iterable, MutableMapping
from typing import Any

from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.shared.text import Message


def name_of_user(user: Any) -> str:
    """Return a person's name in the Vietnamese order, or the account's where it has none."""
    return f"{user.last_name or ''} {user.first_name or ''}".strip() or str(user.username)


def names_of_users(session: Session, user_ids: Iterable[int | None]) -> dict[int | None, str]:
    """Return account → name; for a session that a system job runs."""
    wanted = {key for key in user_ids if key}
    if not wanted:
        return {}
    return {user.id: name_of_user(user) for user in session.scalars(select(User).where(User.id.in_(wanted)))}


def named_views(app: Flask) -> MutableMapping[str, Message]:
    """Return FAB view name → label, for views that are no entity; who adds such a view writes its name here."""
    names: MutableMapping[str, Message] = app.extensions.setdefault("named_views", {})
    return names
