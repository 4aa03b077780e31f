"""EntityApi: FAB's ModelRestApi of a declared entity, with its routes and permissions and our reading and writing."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Response, send_file
from flask_appbuilder.api import ModelRestApi, expose, permission_name, protect, rison, safe
from flask_appbuilder.api.schemas import get_list_schema
from sqlalchemy.orm import Session

from app.extensions.retry import retrying_request
from app.lowcode.action import Action
from app.lowcode.entity import Entity
from app.lowcode.export import closing_on_failure, write_export
from app.lowcode.files.opening import open_file
from app.lowcode.files.sending import sent
from app.lowcode.language import conventions
from app.lowcode.rest import reading, request_body, writing
from app.lowcode.rest.answers import answered, json_answer, refusal
from app.lowcode.rest.commands import REASON, run_command, text_of
from app.lowcode.rest.conditions import operators
from app.lowcode.rest.query import PAGE_SIZE, PAGE_SIZE_MAX, asked_columns, page_size, read_query, readable_rison
from app.lowcode.reveal import reveal
from app.lowcode.screens.listing import fetch, is_sortable
from app.lowcode.values import Notation, plain_value, readable_fields, writable_fields
from app.security.acting import current
from app.security.principal import Principal
from app.shared.errors import NotFound
from app.shared.field import FieldFacts, FieldKind
from app.shared.text import Message, msg

_WORD_OF_METHOD = {
    "info": "read",
    "get": "read",
    "get_list": "read",
    "post": "add",
    "put": "edit",
    "delete": "delete",
    "export": "export",
    "reveal": "reveal",
    "open": "read",
}


class EntityApi(ModelRestApi):
    """Subclass it to change an API; `entity` is the declaration it serves.

    Its permissions are the entity's words on the entity's name, as those of its screens are. A browser's cookie is
    accepted with a CSRF token, a bearer token without.
    """

    entity: Entity
    allow_browser_login = True
    csrf_exempt = False
    page_size = PAGE_SIZE
    max_page_size = PAGE_SIZE_MAX
    method_permission_name = _WORD_OF_METHOD

    def merge_filters(self, response: dict[str, Any], **_kwargs: Any) -> None:
        response["filters"] = operators(self.entity, self.principal())

    def merge_sortable(self, response: dict[str, Any], **_kwargs: Any) -> None:
        fields = readable_fields(self.entity.model, self.principal())
        response["order_columns"] = ["id", *(name for name, facts in fields.items() if is_sortable(facts))]

    info = readable_rison(ModelRestApi.info, filters=merge_filters)
    get = readable_rison(ModelRestApi.get)
    get_list = readable_rison(ModelRestApi.get_list, order_columns=merge_sortable)

    def _init_properties(self) -> None:
        """Keep what the declaration named; FAB's own guesses would add every column there is."""
        self.list_select_columns, self.show_select_columns = self.list_columns, self.show_columns
        self.search_columns = self.order_columns = list(self.show_columns or ())
        nothing: Any = {}
        self.add_query_rel_fields = self.edit_query_rel_fields = nothing
        self._base_filters = self.datamodel.get_filters()
        self._filters = self.datamodel.get_filters([])

    # --- reading

    def get_list_headless(self, **kwargs: Any) -> Response:
        return self._answered(partial(self._list, kwargs.get("rison", {})))

    def get_headless(self, pk: Any, **kwargs: Any) -> Response:
        return self._answered(partial(self._show, pk, kwargs.get("rison", {})))

    def info_headless(self, **kwargs: Any) -> Response:
        return self._answered(partial(super().info_headless, **kwargs))

    def _list(self, asked: dict[str, Any]) -> Response:
        listing = read_query(self.entity, self.principal(), asked, self.notation(), self.list_columns)
        page = fetch(self.db(), listing)
        rows = [reading.as_json(row, listing.columns, self.principal(), self.notation()) for row in page.rows]
        body: dict[str, Any] = {}
        names = {"columns": [facts.name for facts in listing.columns]}
        self.set_response_key_mappings(body, self.get_list, asked, **names)
        body |= {"result": rows, "ids": [row["id"] for row in rows], "count": page.count, "count_is_capped": page.more}
        return json_answer(200, body)

    def _show(self, pk: Any, asked: dict[str, Any]) -> Response:
        columns = asked_columns(self.entity, self.principal(), asked, self.show_columns)
        record = reading.find(self.db(), self.entity, request_body.key_of(pk), columns)
        if record is None:
            raise NotFound
        body: dict[str, Any] = {}
        self.set_response_key_mappings(body, self.get, asked, columns=[facts.name for facts in columns])
        body |= {"id": record.id, "result": reading.as_json(record, columns, self.principal(), self.notation())}
        return json_answer(200, body)

    @expose("/export/<kind>", methods=["POST"])
    @protect()
    @safe
    @permission_name("export")
    @rison(get_list_schema)
    def export(self, kind: str, **kwargs: Any) -> Response:
        """Send the rows of a list request as a file
        ---
        post:
          description: >-
            The rows that the same query lists, as csv or xlsx; audited with the reason
          parameters:
          - in: path
            schema:
              type: string
              enum: [csv, xlsx]
            name: kind
            required: true
          - in: query
            name: q
            content:
              application/json:
                schema:
                  $ref: '#/components/schemas/get_list_schema'
          requestBody:
            content:
              application/json:
                schema:
                  type: object
                  properties:
                    reason:
                      type: string
          responses:
            200:
              description: The file
            400:
              $ref: '#/components/responses/400'
            401:
              $ref: '#/components/responses/401'
            403:
              $ref: '#/components/responses/403'
        """
        return self._answered(partial(self._export, kind, kwargs.get("rison", {})))

    export = readable_rison(export)

    def _export(self, kind: str, asked: dict[str, Any]) -> Response:
        listing = read_query(self.entity, self.principal(), asked, self.notation(), self.list_columns)
        reason = text_of(REASON, request_body.json_object().get(REASON))
        made = write_export(self.db(), listing, kind, reason=reason)
        with closing_on_failure(made.file):
            self.db().commit()
        return send_file(made.file, made.mime_type, as_attachment=True, download_name=made.name)

    @expose("/<pk>/reveal/<name>", methods=["POST"])
    @protect()
    @safe
    @permission_name("reveal")
    def reveal(self, pk: Any, name: str) -> Response:
        """Reveal a masked value
        ---
        post:
          description: >-
            One masked value of one record, for a reason; audited, counted by the day, to be shown for `seconds` only
          parameters:
          - in: path
            schema:
              type: integer
            name: pk
            required: true
          - in: path
            schema:
              type: string
            name: name
            required: true
          requestBody:
            content:
              application/json:
                schema:
                  type: object
                  properties:
                    reason:
                      type: string
                  required: [reason]
          responses:
            200:
              description: The value
            401:
              $ref: '#/components/responses/401'
            403:
              $ref: '#/components/responses/403'
            404:
              $ref: '#/components/responses/404'
            422:
              $ref: '#/components/responses/422'
        """
        return self._answered(partial(self._reveal, pk, name))

    def _reveal(self, pk: Any, name: str) -> Response:
        reason = request_body.json_object().get(REASON)
        shown = reveal(self.db(), self.entity, request_body.key_of(pk), name, reason)
        value = plain_value(shown.facts, shown.value, self.notation(), revealed=True)
        self.db().commit()
        return json_answer(200, {"id": int(pk), "field": name, "value": value, "seconds": shown.seconds})

    @expose("/<pk>/open/<name>", methods=["POST"])
    @protect()
    @safe
    @permission_name("read")
    def open(self, pk: Any, name: str) -> Response:
        """Open the file in a field of a record
        ---
        post:
          description: >-
            The file as it was sent in; a secret one needs a reason, which is audited, and the right to reveal
          parameters:
          - in: path
            schema:
              type: integer
            name: pk
            required: true
          - in: path
            schema:
              type: string
            name: name
            required: true
          requestBody:
            content:
              application/json:
                schema:
                  type: object
                  properties:
                    reason:
                      type: string
          responses:
            200:
              description: The file
              content:
                application/octet-stream:
                  schema:
                    type: string
                    format: binary
            401:
              $ref: '#/components/responses/401'
            403:
              $ref: '#/components/responses/403'
            404:
              $ref: '#/components/responses/404'
            422:
              $ref: '#/components/responses/422'
        """
        return self._answered(partial(self._open, pk, name))

    def _open(self, pk: Any, name: str) -> Response:
        reason = request_body.json_object().get(REASON)
        record = writing.load(self.db(), self.entity, request_body.key_of(pk))
        file = open_file(self.db(), self.entity, record, name, reason=reason)
        self.db().commit()
        return sent(file)

    # --- writing

    def post_headless(self) -> Response:
        return self._answered(partial(self._once, self._add))

    def put_headless(self, pk: Any) -> Response:
        return self._answered(partial(self._once, partial(self._edit, pk)))

    def delete_headless(self, pk: Any) -> Response:
        return self._answered(partial(self._once, partial(self._remove, pk)))

    def command_headless(self, command: Action, pk: Any) -> Response:
        """Run a command of the entity on one record, with the inputs of the body."""
        return self._answered(partial(self._once, partial(self._perform, command, pk)))

    def _add(self, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        record = writing.create(self.db(), self.entity, given, self.notation())
        return 201, self._written(record.id)

    def _edit(self, pk: Any, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        record = writing.change(self.db(), self.entity, request_body.key_of(pk), given, self.notation())
        return 200, self._written(record.id)

    def _remove(self, pk: Any, _given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        writing.remove(self.db(), self.entity, request_body.key_of(pk))
        return 200, {"message": "OK"}

    def _perform(self, command: Action, pk: Any, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        key = request_body.key_of(pk)
        made = run_command(self.db(), self.entity, command, key, given, self.notation())
        return 200, self._written(key) | made

    def _written(self, key: int) -> dict[str, Any]:
        """Return what a write answers: the record as its writer may read it, or no more than its id."""
        columns = tuple(readable_fields(self.entity.model, self.principal()).values())
        self.db().expire_all()
        found = reading.find(self.db(), self.entity, key, columns)
        if found is None:
            return {"id": key}
        return {"id": key, "result": reading.as_json(found, columns, self.principal(), self.notation())}

    # --- what the routes share

    def db(self) -> Session:
        """The request's session, under the gateway."""
        session = self.appbuilder.session
        return session() if callable(session) else session

    def principal(self) -> Principal:
        return current(self.db())

    def notation(self) -> Notation:
        """Plain notation: an API is read by programs, whatever language their user has."""
        lender = conventions()
        return Notation(exponent=lender.exponent, time_zone=lender.time_zone)

    def _answered(self, work: Callable[[], Response]) -> Response:
        return answered(self.db(), self.entity.model, work)

    def _once(self, write: Callable[[dict[str, Any]], tuple[int, dict[str, Any]]]) -> Response:
        """Answer what `write` answers to the body, once per idempotency key, and commit; again after a deadlock."""
        given = request_body.json_object()
        work = partial(request_body.once, self.db(), self.principal(), given, partial(write, given))
        status, body = retrying_request(self.db(), work)
        return json_answer(status, body)

    # --- what FAB's metadata routes ask

    def _get_fields_info(
        self, cols: list[str], model_schema: Any, filter_rel_fields: Any, **kwargs: Any
    ) -> list[dict[str, Any]]:
        """Return what a form needs to know of each writable field; a reference offers only rows its writer may see."""
        allowed = writable_fields(self.entity.model, self.principal())
        return [self._field_info(allowed[name], kwargs.get(name) or {}) for name in cols if name in allowed]

    def _field_info(self, facts: FieldFacts, paging: dict[str, Any]) -> dict[str, Any]:
        about: dict[str, Any] = {
            "name": facts.name,
            "label": str(facts.label),
            "description": str(facts.help or ""),
            "type": str(facts.kind),
            "required": facts.required,
            "unique": self._is_unique(facts),
        }
        if facts.choices:
            about["values"] = [{"id": value, "value": str(label)} for value, label in facts.choices.items()]
        if facts.kind is FieldKind.REFERENCE:
            page = max(int(paging.get("page", 0)), 0)
            about["count"], about["values"] = reading.offered(
                self.db(), facts, self.principal(), min(page, 1000), page_size(paging)
            )
        return about

    def _is_unique(self, facts: FieldFacts) -> bool:
        secret = self.entity.model.__secrets__.get(facts.name)
        return secret.unique if secret else bool(self.entity.model.__table__.c[facts.name].unique)

    def response_400(self, message: Message | str | None = None) -> Response:
        return refusal(400, message or msg("The request could not be read."))

    def response_401(self) -> Response:
        return refusal(401, msg("Please sign in, or send a valid token."))

    def response_403(self) -> Response:
        return refusal(403, msg("You do not have the right to do this."))

    def response_404(self) -> Response:
        return refusal(404, msg("There is no such record, or you may not see it."))
