"""Sign-in accounts: made when a person is hired, closed on the day they leave; the account itself is never deleted."""

import secrets

from flask import current_app
from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app.security.roles import Role
from app.shared.errors import InvalidInput
from app.shared.text import msg


def open_sign_in(
    session: Session, *, full_name: str, username: str, email: str, role: Role, password: str | None = None
) -> int:
    """Return the id of a new account; without a password nobody can use it until an administrator sets one.

    Raises InvalidInput where the user name or the e-mail address is taken.
    """
    taken = select(User.id).where(or_(User.username == username, User.email == email))
    if session.scalars(taken).first() is not None:
        raise InvalidInput.of({"username": msg("This user name or e-mail address is already in use.")})
    method = current_app.config.get("FAB_PASSWORD_HASH_METHOD", "scrypt")  # as slow to refuse as a password in use
    family_name, _, given_names = full_name.partition(" ")
    user = User(
        first_name=(given_names or family_name)[:64],
        last_name=family_name[:64],
        username=username,
        email=email,
        active=True,
        password=generate_password_hash(password or secrets.token_urlsafe(32), method=method),
    )
    user.roles = list(session.scalars(select(RoleRow).where(RoleRow.name == role)))
    session.add(user)
    session.flush()
    return user.id


def set_sign_in(session: Session, user_id: int | None, *, active: bool) -> None:
    """Open or close the account; FAB turns away an inactive user at the next request, signed in or not."""
    user = session.get(User, user_id) if user_id is not None else None
    if user is not None:
        user.active = active
        session.flush()
