"""Pickers: what a relation input offers, searched by the same rights and rules as the list of its target."""

from flask import Response, jsonify, request
from flask_appbuilder import BaseView, expose
from sqlalchemy import select
from werkzeug.exceptions import Unauthorized

from app.lowcode import catalog
from app.lowcode.screens.listing import by_name
from app.lowcode.screens.naming import name_of
from app.lowcode.search import search_condition
from app.security.acting import principal_of

LIMIT = 20


class PickerView(BaseView):
    """`GET /pick/<entity>?q=`: at most 20 records that the user may read, as `{"results": [{id, text, note}]}`."""

    route_base = "/pick"
    default_view = "pick"

    @expose("/<slug>")
    def pick(self, slug: str) -> Response:
        """Return the first matches; the row gateway leaves out what the user may not see."""
        session = self.appbuilder.session
        principal = principal_of(session)
        if principal is None:
            raise Unauthorized
        entity = catalog.by_slug(slug)
        principal.require(entity.model, "read")
        text = request.args.get("q", "").strip()[:200]
        statement = select(entity.model)
        if text:
            statement = statement.where(search_condition(entity, principal, text))
        rows = session.scalars(statement.order_by(*by_name(entity.model, principal)).limit(LIMIT))
        return jsonify(results=[{"id": r.id, "text": name_of(r, principal), "note": r.code} for r in rows])
