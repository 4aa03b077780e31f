"""The edge of a screen's request: everything it wrote is committed together, or nothing is and the user learns why."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session
from sqlalchemy.orm.exc import StaleDataError

from app.lowcode.screens.conflict import conflict, duplicate
from app.shared.record import Governed


@contextmanager
def committed(session: Session | scoped_session[Any], model: type[Governed]) -> Iterator[None]:
    """Commit what the block wrote; on any failure roll back, and turn the database's refusals into ours.

    Raises the block's DomainError, InvalidInput for a duplicate value, Conflict for a record changed meanwhile.
    """
    try:
        yield
        session.flush()
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise duplicate(error, model) from None
    except StaleDataError:
        session.rollback()
        raise conflict([]) from None
    except BaseException:
        session.rollback()
        raise
