"""The edge of a screen's request: everything it wrote is committed together, or nothing is and the user learns why."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session
from sqlalchemy.orm.exc import StaleDataError

from app.extensions.retry import retrying_request
from app.lowcode.screens.conflict import conflict, duplicate
from app.shared.record import Governed

T = TypeVar("T")


@contextmanager
def committed(session: Session | scoped_session[Any], model: type[Governed]) -> Iterator[None]:
    """Commit what the block wrote; on any failure roll back, and turn the database's refusals into ours.

    Raises the block's DomainError, InvalidInput for a duplicate value, Conflict for a record changed meanwhile.
    """
    with _refusals_of(session, model):
        yield
        session.flush()
        session.commit()


def committing(session: Session | scoped_session[Any], model: type[Governed], work: Callable[[], T]) -> T:
    """Run and commit `work`, again where the database gave it up for others' sake; raises as `committed` does."""
    with _refusals_of(session, model):
        return retrying_request(session, work)


@contextmanager
def _refusals_of(session: Session | scoped_session[Any], model: type[Governed]) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        session.rollback()
        raise duplicate(error, model) from None
    except StaleDataError:
        session.rollback()
        raise conflict([]) from None
    except BaseException:
        session.rollback()
        raise
