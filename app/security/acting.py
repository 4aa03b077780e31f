"""Who acts on a session: binding a principal, stepping aside for an operation or a system job."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session, object_session, scoped_session

from app.security.principal import Kind, Principal, operation_for, system
from app.shared.errors import Denied
from app.shared.record import Governed

_KEY = "principal"
_RESOLVER = "principal_resolver"

AnySession = Session | scoped_session[Any]


def bind(session: AnySession, principal: Principal | None) -> None:
    """Let `principal` answer for everything the session does from now on; None lets it do nothing."""
    _plain(session).info[_KEY] = principal


def use_resolver(resolver: Callable[[], Principal | None]) -> None:
    """Ask `resolver` for the principal of sessions to which none is bound: the web request's user."""
    _resolvers[:] = [resolver]


_resolvers: list[Callable[[], Principal | None]] = []


def principal_of(session: AnySession) -> Principal | None:
    """Return who acts on the session, or None."""
    info = _plain(session).info
    if _KEY not in info and _resolvers and not info.get(_RESOLVER):
        info[_RESOLVER] = True  # the resolver itself reads through this session
        try:
            info[_KEY] = _resolvers[0]()
        finally:
            info.pop(_RESOLVER, None)
    return info.get(_KEY)


def current(session: AnySession) -> Principal:
    """Return who acts on the session; raises Denied where nobody does."""
    principal = principal_of(session)
    if principal is None:
        raise Denied
    return principal


def session_of(record: Governed) -> Session:
    """Return the session that holds a record; operations reach their session through the record they are given."""
    session = object_session(record)
    if session is None:
        raise RuntimeError(f"{record!r} belongs to no session")
    return session


@contextmanager
def acting_as(session: AnySession, principal: Principal) -> Iterator[Session]:
    """Let `principal` act inside the block, and whoever acted before again after it."""
    plain = _plain(session)
    before = plain.info.get(_KEY, _KEY)
    plain.info[_KEY] = principal
    try:
        yield plain
    finally:
        if before == _KEY:
            plain.info.pop(_KEY, None)
        else:
            plain.info[_KEY] = before


@contextmanager
def as_system(session: AnySession, name: str) -> Iterator[Session]:
    """Let the named system job act inside the block, for the user who is bound, if any."""
    with acting_as(session, system(name, principal_of(session))) as plain:
        yield plain


@contextmanager
def as_operation(session: AnySession, name: str, *entities: type[Governed]) -> Iterator[Session]:
    """Let an operation read and write the named entities unscoped, on behalf of the user who is bound.

    What it loaded leaves the session with it, so that nothing later finds in the identity map a row that the
    user may not read. An operation called by another, or by a system job, runs inside the caller's rights and
    its own together.
    """
    caller = current(session)
    plain = _plain(session)
    if caller.kind is Kind.SYSTEM:
        yield plain
        return
    names = frozenset(entities) | caller.entities
    known = None if caller.kind is Kind.OPERATION else set(plain.identity_map.values())
    with acting_as(plain, operation_for(caller, name, names)):
        yield plain
        plain.flush()
    if known is not None:
        _forget(plain, known)


def _forget(session: Session, known: set[object]) -> None:
    for instance in list(session.identity_map.values()):
        if not isinstance(instance, Governed):
            continue
        if instance in known:
            session.expire(instance)
        else:
            session.expunge(instance)


def _plain(session: AnySession) -> Session:
    return session() if isinstance(session, scoped_session) else session
