"""The home page: what waits for the person who has signed in, and their key figures, one click from the records."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import redirect
from flask.typing import ResponseReturnValue
from flask_appbuilder import IndexView as FabIndexView
from flask_appbuilder import expose
from flask_login import current_user

from app.lowcode.queues import queues_of
from app.security.acting import principal_of


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
        known = principal_of(session) is not None
        queues, figures = (queues_of(session), self.figures()) if known else ([], ())
        return str(self.render_template(self.index_template, queues=queues, figures=figures))
