"""The identity map under the gateway: a row found in memory is handed out only to the user for whom it was loaded."""

from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from app.security.acting import principal_of
from app.security.policies import is_shared
from app.security.principal import Kind, Principal
from app.shared.errors import Ungoverned
from app.shared.record import Governed

_LOADED_FOR = "loaded_for"


class GovernedSession(Session):
    """A session that asks the database again before it hands out from memory what somebody else has loaded."""

    def _identity_lookup(self, *args: Any, **options: Any) -> Any:
        found = super()._identity_lookup(*args, **options)
        if isinstance(found, Governed) and not _is_handed_out(principal_of(self), found):
            return None
        return found

    def bulk_save_objects(self, *args: Any, **options: Any) -> None:
        """Refuse: no listener sees what is written so."""
        self._refuse_bulk()
        super().bulk_save_objects(*args, **options)

    def bulk_insert_mappings(self, *args: Any, **options: Any) -> None:
        """Refuse: no listener sees what is written so."""
        self._refuse_bulk()
        super().bulk_insert_mappings(*args, **options)

    def bulk_update_mappings(self, *args: Any, **options: Any) -> None:
        """Refuse: no listener sees what is written so."""
        self._refuse_bulk()
        super().bulk_update_mappings(*args, **options)

    def _refuse_bulk(self) -> None:
        principal = principal_of(self)
        if principal is None or principal.kind is not Kind.SYSTEM:
            raise Ungoverned("bulk writes pass no guard and no audit; let a system job write in bulk")


def remember_readers(session: "scoped_session[Any] | sessionmaker[Any]") -> None:
    """Let the sessions made by `session` know for whom each row in them was loaded."""
    maker: Any = session.session_factory if isinstance(session, scoped_session) else session
    maker.class_ = type("GovernedSession", (GovernedSession, maker.class_), {})
    event.listen(maker, "loaded_as_persistent", _note_reader)
    event.listen(maker, "pending_to_persistent", _note_reader)


def was_loaded_for(principal: Principal, row: Governed) -> bool:
    """Tell whether the user saw, or wrote, the row in this session by their own right."""
    return inspect(row).info.get(_LOADED_FOR) is principal


def _note_reader(session: Session, row: object) -> None:
    principal = principal_of(session)
    if isinstance(row, Governed) and principal is not None and principal.kind is Kind.USER:
        inspect(row).info[_LOADED_FOR] = principal


def _is_handed_out(principal: Principal | None, row: Governed) -> bool:
    if principal is None:
        return False
    if principal.kind is Kind.SYSTEM:
        return True
    model = type(row)
    if principal.kind is Kind.OPERATION:
        return model in principal.entities or is_shared(model)
    return was_loaded_for(principal, row) or (is_shared(model) and principal.may(model, "read"))
