"""Who acts on a session: binding a principal, stepping aside for an operation or a system job."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session, object_session, scoped_session

from app.security.principal import Kind, Principal, operation_for, system
from app.shared.errors import Denied
from app.shared.record import Governed

_KEY = "principal"
_RESOLVING = "principal_is_being_resolved"
_MISSING = object()

AnySession = Session | scoped_session[Any]


def bind(session: AnySession, principal: Principal | None) -> None:
    """Let `principal` answer for everything the session does from now on; None lets it do nothing."""
    _put(_plain(session), principal)


def use_resolver(resolver: Callable[[], Principal | None]) -> None:
    """Ask `resolver` for the principal of sessions to which none is bound: the web request's user."""
    _resolvers[:] = [resolver]


_resolvers: list[Callable[[], Principal | None]] = []


def principal_of(session: AnySession) -> Principal | None:
    """Return who acts on the session, or None."""
    info = _plain(session).info
    bound = info.get(_KEY, _MISSING)
    if bound is not _MISSING:
        return bound
    if not _resolvers or info.get(_RESOLVING):
        return None
    info[_RESOLVING] = True  # the resolver itself reads through this session
    try:
        # Not kept here: one session may outlive the request or the sign-in for which the answer is true.
        return _resolvers[0]()
    finally:
        del info[_RESOLVING]


def is_system(session: AnySession) -> bool:
    """Tell whether a system job acts, without asking who else might: a request's user is never one."""
    bound = _plain(session).info.get(_KEY)
    return isinstance(bound, Principal) and bound.kind is Kind.SYSTEM


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
    before = plain.info.get(_KEY, _MISSING)
    _put(plain, principal)
    try:
        yield plain
    finally:
        _put(plain, before)


@contextmanager
def as_system(session: AnySession, name: str) -> Iterator[Session]:
    """Let the named system job act inside the block, for the user who is bound, if any.

    What it wrote is flushed and, where a user acts outside, what it loaded leaves the session with it.
    """
    caller = principal_of(session)
    with _unscoped(_plain(session), system(name, caller), caller) as plain:
        yield plain


@contextmanager
def as_operation(session: AnySession, name: str, *entities: type[Governed]) -> Iterator[Session]:
    """Let an operation read and write the named entities unscoped, on behalf of the user who is bound.

    What it loaded leaves the session with it, so that nothing later finds in the identity map a row that the
    user may not read. An operation called by another, or by a system job, runs inside the caller's rights and
    its own together.
    """
    caller = current(session)
    if caller.kind is Kind.SYSTEM:
        yield _plain(session)
        return
    acting = operation_for(caller, name, frozenset(entities) | caller.entities)
    with _unscoped(_plain(session), acting, caller) as plain:
        yield plain


@contextmanager
def _unscoped(session: Session, acting: Principal, caller: Principal | None) -> Iterator[Session]:
    by_user = caller is not None and caller.kind is Kind.USER
    known = set(session.identity_map.values()) if by_user else set()
    try:
        with acting_as(session, acting):
            yield session
            session.flush()
    finally:
        if by_user:
            _forget(session, known)


def _forget(session: Session, known: set[object]) -> None:
    for instance in list(session.identity_map.values()):
        if not isinstance(instance, Governed):
            continue
        if instance in known:
            session.expire(instance)
        else:
            session.expunge(instance)


def _put(session: Session, principal: object) -> None:
    before = session.info.get(_KEY, _MISSING)
    if principal is _MISSING:
        session.info.pop(_KEY, None)
    else:
        session.info[_KEY] = principal
    if before is not principal and not (_is_unscoped(before) and _is_unscoped(principal)):
        _forget_relations(session)


def _is_unscoped(principal: object) -> bool:
    return isinstance(principal, Principal) and principal.kind is not Kind.USER


def _forget_relations(session: Session) -> None:
    """Drop the loaded relations: what one principal found at their other end, the next may not know, or may."""
    for instance in list(session.identity_map.values()):
        if isinstance(instance, Governed):
            state: Any = inspect(instance)
            names = [r.key for r in state.mapper.relationships if r.key in state.dict]
            if loaded := [name for name in names if not state.attrs[name].history.has_changes()]:
                session.expire(instance, loaded)


def _plain(session: AnySession) -> Session:
    return session() if isinstance(session, scoped_session) else session
