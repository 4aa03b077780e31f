"""The home page: what waits for the person who has signed in, and their key figures, one click from the records."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flask import redirect
from flask.typing import ResponseReturnValue
from flask_appbuilder import IndexView as FabIndexView
from flask_appbuilder import expose
from flask_login import current_user

from app.administration.oversight import panels_of
from app.lowcode.queues import queues_of
from app.lowcode.screens.naming import described
from app.security.acting import principal_of
from app.security.principal import Principal
from app.shared.record import Governed


class IndexView(FabIndexView):
    """FAB's index view under its own name, since FAB and our templates link to it by that name.

    `figures` is set by the factory: reports stand above this page and are not known to it.
    """

    figures: Callable[[], Sequence[Any]] = staticmethod(lambda: ())

    @expose("/")
    def index(self) -> ResponseReturnValue:
        if not current_user.is_authenticated:
            return redirect(self.appbuilder.get_url_for_login)
        session = self.appbuilder.session()
        principal = principal_of(session)
        if principal is None:
            return str(self.render_template(self.index_template, queues=[], figures=(), panels=[]))
        queues = queues_of(session)
        context = {"queues": queues, "figures": self.figures(), "panels": panels_of(session, principal)}
        return str(self.render_template(self.index_template, name_of=partial(_name, principal), **context))


def _name(principal: Principal, record: Governed) -> str:
    return described(record, principal)
