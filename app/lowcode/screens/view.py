"""EntityView: the FAB ModelView of a declared entity; its routes read the request, its pages say what is shown."""

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import ModelView, expose, has_access
from sqlalchemy.orm import Session

from app.audit.listener import note_reason
from app.lowcode.catalog import entity_of
from app.lowcode.entity import Entity
from app.lowcode.export import closing_on_failure, write_export
from app.lowcode.files.opening import open_file
from app.lowcode.files.sending import sent
from app.lowcode.idempotency import new_key
from app.lowcode.perform import ask, available, perform
from app.lowcode.reveal import reveal
from app.lowcode.screens import submission
from app.lowcode.screens.bulk import RowsRefused, name_refused, run_on_all
from app.lowcode.screens.command_form import REASON, command_form, has_dialog
from app.lowcode.screens.conflict import conflict, history, references_in, untouched
from app.lowcode.screens.display import cell
from app.lowcode.screens.form import FactsForm, apply, editable_fields, named_records, stored_values, submitted
from app.lowcode.screens.list_page import ListPage, choose_columns, chosen_columns, for_parent
from app.lowcode.screens.listing import Listing, read_listing
from app.lowcode.screens.naming import name_of, names_of
from app.lowcode.screens.past import whole_history
from app.lowcode.screens.record_page import RecordPage, load
from app.lowcode.screens.transaction import committed, committing
from app.lowcode.values import readable_fields
from app.security.acting import current
from app.security.principal import Principal
from app.security.row_rule import reaches
from app.shared.clock import utc_now
from app.shared.company import business_date
from app.shared.errors import BadRequest, Conflict, DomainError, InvalidInput, NotFound
from app.shared.field import FieldKind
from app.shared.record import Governed, Owned, Record
from app.shared.text import msg

_KEY = "<int(max=9223372036854775807):pk>"
_MAX_BULK = 200
_WORD_OF_METHOD = dict.fromkeys(("list", "show", "columns", "related", "history", "file", "command", "bulk"), "read")


class EntityView(ModelView):
    """Subclass it to change a screen; `entity` is the declaration it shows.

    Its permissions are the entity's words (`can_read`, `can_submit`, …) on the entity's name, so FAB's role screens
    and the REST API speak of the same rights.
    """

    entity: Entity
    exclude_route_methods = {"download", "action", "action_post"}
    method_permission_name = _WORD_OF_METHOD
    list_template = "lowcode/list.html"
    show_template = "lowcode/record.html"
    add_template = edit_template = "lowcode/form.html"

    def _init_properties(self) -> None:
        """Take the columns from the field facts; FAB's own guesses would list every column there is."""
        names = list(self.entity.model.__field_order__)
        self.list_columns = self.show_columns = self.add_columns = self.edit_columns = names
        self.label_columns = {name: name for name in names}
        nothing: Any = []
        self.search_columns = self.order_columns = self.related_views = self._related_views = nothing
        self._base_filters = self.datamodel.get_filters()
        self._filters = self.datamodel.get_filters([])

    def _init_forms(self) -> None:
        """Forms are built for each request: they depend on what the person may see."""

    # --- reading

    @expose("/list/")
    @has_access
    def list(self) -> str:
        return self.list_page()[0]

    @expose("/columns", methods=["POST"])
    @has_access
    def columns(self) -> ResponseReturnValue:
        choose_columns(self.entity.slug, [] if request.form.get("usual") else request.form.getlist("column"))
        return redirect(url_for(".list", **request.args.to_dict(flat=False)))  # type: ignore[arg-type]

    @expose(f"/show/{_KEY}")
    @has_access
    def show(self, pk: int) -> ResponseReturnValue:
        return self.record_page(load(self.db(), self.entity, pk))

    @expose(f"/related/<column>/{_KEY}")
    @has_access
    def related(self, column: str, pk: int) -> str:
        facts = readable_fields(self.entity.model, self.principal()).get(column)
        if facts is None or not facts.target:
            raise NotFound
        args = request.args.copy()
        args.setlist(f"f_{column}", [str(pk)])
        listing = for_parent(read_listing(self.entity, self.principal(), args), column)
        offered = self.principal().may(self.entity.model, "add") and column in {f.name for f in self.fields()}
        parent: dict[str, Any] = {column: pk}
        add_url = url_for(".add", **parent) if offered else ""
        return self.page("related", page=ListPage(self.db(), listing, self.endpoint), add_url=add_url)

    @expose(f"/history/{_KEY}")
    @has_access
    def history(self, pk: int) -> str:
        record = load(self.db(), self.entity, pk)
        entries = whole_history(self.db(), self.entity, record, self.principal())
        names = names_of(self.db(), references_in(entries), self.principal())
        return self.page("history", entries=entries, names=names)

    @expose("/export/<kind>", methods=["POST"])
    @has_access
    def export(self, kind: str) -> Response:
        """Send the listed rows as a file; audited with the filters and the number of rows."""
        made = write_export(self.db(), self.listing(), kind)
        with closing_on_failure(made.file), committed(self.db(), self.entity.model):
            pass  # what is committed is the audit row: no file leaves without it
        return send_file(made.file, made.mime_type, as_attachment=True, download_name=made.name)

    @expose(f"/file/<name>/{_KEY}")
    @has_access
    def file(self, name: str, pk: int) -> Response:
        """Send a file that needs no reason."""
        return sent(open_file(self.db(), self.entity, load(self.db(), self.entity, pk), name))

    @expose(f"/reveal/<name>/{_KEY}", methods=["POST"])
    @has_access
    def reveal(self, name: str, pk: int) -> ResponseReturnValue:
        """Show one masked field of one record for a minute, or send its file, for a reason, which the audit keeps."""
        facts = readable_fields(self.entity.model, self.principal()).get(name)
        reason = request.form.get(REASON)
        try:
            with committed(self.db(), self.entity.model):
                if facts is not None and facts.kind is FieldKind.FILE:
                    record = load(self.db(), self.entity, pk)
                    return sent(open_file(self.db(), self.entity, record, name, reason=reason))
                shown = reveal(self.db(), self.entity, pk, name, reason)
        except NotFound:
            raise
        except DomainError as error:
            flash(str(error.fields.get(REASON, error.message)), "danger")
            return self.record_page(load(self.db(), self.entity, pk), status=error.status)
        return self.record_page(load(self.db(), self.entity, pk), revealed=shown)

    # --- writing

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> ResponseReturnValue:
        if request.method == "GET":
            return self.form_page(self.form(values=self.first_values()))
        form = self.form(typed=submitted())
        if not form.validate():
            return self.form_page(form, status=422)
        record = self.entity.model()
        try:
            with committed(self.db(), self.entity.model):
                if (earlier := self.claim()) is not None:
                    return redirect(earlier)
                apply(self.db(), record, form.values())
                self.db().add(record)
                self.db().flush()
                location = self.address_after(record)
                self.settle(location)
        except DomainError as error:
            form.refuse(error)
            return self.form_page(form, status=error.status)
        flash(str(msg("{entity} added.", entity=self.entity.label)), "success")
        return redirect(location)

    @expose(f"/edit/{_KEY}", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: int) -> ResponseReturnValue:
        record = self.editable(pk)
        if request.method == "GET":
            form = self.form(values=stored_values(record, self.fields()), editing=True)
            return self.form_page(form, record)
        form = self.form(typed=submitted(), editing=True)
        if not form.validate():
            return self.form_page(form, record, status=422)
        try:
            with committed(self.db(), self.entity.model):
                if (earlier := self.claim()) is not None:
                    return redirect(earlier)
                self.refuse_stale(record, form)
                note_reason(self.db(), request.form.get("change_reason", "").strip()[:1000])
                apply(self.db(), record, form.values())
                location = url_for(".show", pk=pk)
                self.settle(location)
        except DomainError as error:
            form.refuse(error)
            fresh = self.editable(pk)
            return self.form_page(form, fresh, status=error.status)
        flash(str(msg("{entity} saved.", entity=self.entity.label)), "success")
        return redirect(location)

    @expose(f"/delete/{_KEY}", methods=["POST"])
    @has_access
    def delete(self, pk: int) -> ResponseReturnValue:
        record = load(self.db(), self.entity, pk)
        if not isinstance(record, Record):
            raise NotFound
        with committed(self.db(), self.entity.model):
            record.deleted_at = utc_now()
        flash(str(msg("{entity} deleted.", entity=self.entity.label)), "success")
        return redirect(url_for(".list"))

    @expose(f"/do/<name>/{_KEY}", methods=["POST"])
    @has_access
    def command(self, name: str, pk: int) -> ResponseReturnValue:
        """Run a command on one record; what it refuses is said in its dialog, with the inputs kept."""
        action = self.entity.commands.get(name)
        if action is None:
            raise NotFound
        self.principal().require(self.entity.model, name)
        form = command_form(action, submitted())
        try:
            if not form.validate():
                raise InvalidInput(msg("Please correct the marked fields."))
            if action.answers:
                return self.answer_page(name, pk, form)
            earlier, location = committing(self.db(), self.entity.model, lambda: self.run_once(name, pk, form))
            if earlier:
                return redirect(location)
        except NotFound:
            raise
        except DomainError as error:
            if not form.errors:
                form.refuse(error)
            record = load(self.db(), self.entity, pk)
            if action not in available(self.db(), record) or not has_dialog(action):
                flash(str(error.message), "danger")
            return self.record_page(record, opened=(name, form), status=error.status)
        flash(str(msg("Done: {action}.", action=action.label)), "success")
        return redirect(location)

    @expose("/bulk/<name>", methods=["POST"])
    @has_access
    def bulk(self, name: str) -> ResponseReturnValue:
        """Run a command on every selected record, or on none when one of them refuses."""
        action = self.entity.commands.get(name)
        keys = [text for text in dict.fromkeys(request.form.getlist("rowid")) if text.isascii() and text.isdigit()]
        if action is None or not action.bulk:
            raise NotFound
        self.principal().require(self.entity.model, name)
        if not 1 <= len(keys) <= _MAX_BULK or any(len(text) > 18 for text in keys):
            raise BadRequest(msg("Select between 1 and {most} rows.", most=_MAX_BULK))
        form = command_form(action, submitted())
        if not form.validate():
            return self.list_page(422, selected=frozenset(map(int, keys)), opened=(name, form))
        try:
            with committed(self.db(), self.entity.model):
                if (earlier := self.claim()) is not None:
                    return redirect(earlier)
                run_on_all(self.db(), keys, lambda key: self.run(name, key, form))
                location = url_for(".list", **request.args.to_dict(flat=False))  # type: ignore[arg-type]
                self.settle(location)
        except RowsRefused as refusal:
            refused = name_refused(self.db(), self.entity, self.principal(), refusal.reasons)
            return self.list_page(409, selected=frozenset(map(int, keys)), refused=refused)
        flash(str(msg("Done: {action}, {count} records.", action=action.label, count=len(keys))), "success")
        return redirect(location)

    # --- what the routes share

    def db(self) -> Session:
        """The request's session, under the gateway."""
        session = self.appbuilder.session
        return session() if callable(session) else session

    def principal(self) -> Principal:
        return current(self.db())

    def listing(self) -> Listing:
        return read_listing(self.entity, self.principal(), request.args, chosen_columns(self.entity.slug))

    def fields(self) -> Any:
        return editable_fields(self.entity, self.principal())

    def form(self, *, typed: Any = None, values: Any = None, editing: bool = False) -> FactsForm:
        facts = self.fields()
        unshown = (f.name for f in facts if f.mask or f.kind is FieldKind.FILE)
        write_only = frozenset(unshown) if editing else frozenset()
        filled_in = frozenset() if editing or not issubclass(self.entity.model, Owned) else frozenset({"branch_id"})
        return FactsForm(facts, typed=typed, values=values, write_only=write_only, filled_in=filled_in)

    def first_values(self) -> dict[str, Any]:
        """Return what a new record starts with: defaults, today, own branch and self, relations of the address."""
        reach = self.principal().reach
        values: dict[str, Any] = {"branch_id": reach.home_branch_id, "owner_id": reach.employee_id}
        for name, column in self.entity.model.__mapper__.columns.items():
            if column.default is not None and column.default.is_scalar:
                values[name] = column.default.arg
        dated = [facts.name for facts in self.fields() if facts.today]
        values |= dict.fromkeys(dated, business_date(self.db())) if dated else {}
        return values | named_records(self.db(), self.fields(), request.args)

    def editable(self, pk: int) -> Governed:
        record = load(self.db(), self.entity, pk)
        page = RecordPage(self.db(), self.entity, record, self.principal())
        if not isinstance(record, Record) or not reaches(self.db(), self.principal(), self.entity.model, "edit", pk):
            raise NotFound
        if not page.may_write("edit"):
            raise Conflict(msg("A record in this state can no longer be edited."))
        return record

    def refuse_stale(self, record: Governed, form: FactsForm) -> None:
        """Refuse a save over someone else's, naming them; inputs they changed and this form did not are renewed."""
        opened = request.form.get("version", "")
        if not isinstance(record, Record) or opened == str(record.version):
            return
        entries = history(self.db(), self.entity, record.id, self.principal())
        behind = record.version - int(opened) if opened.isdigit() and len(opened) < 10 else 1
        between = [e for e in entries if e.action == "edit"][: max(behind, 1)]
        for name in untouched(between, form.values()):
            form[name].data, form[name].text = getattr(record, name), None
        raise conflict(between)

    def claim(self) -> str | None:
        user_id = self.principal().user_id or 0
        return submission.claim(self.db(), user_id, request.form, request.path, request.files)

    def settle(self, location: str) -> None:
        submission.settle(self.db(), self.principal().user_id or 0, request.form, location)

    def run_once(self, name: str, pk: int, form: FactsForm) -> tuple[bool, str]:
        """Run a command unless its form was sent before; return whether it was, and where the doer is led."""
        if (earlier := self.claim()) is not None:
            return True, earlier
        location = self.address_of(self.run(name, pk, form), pk)
        self.settle(location)
        return False, location

    def run_all(self, name: str, keys: Sequence[int], form: FactsForm) -> str | None:
        """Run a command on rows unless its form was sent before; then return where that led."""
        if (earlier := self.claim()) is not None:
            return earlier
        for key in keys:
            self.run(name, key, form)
        self.settle(url_for(".list"))
        return None

    def run(self, name: str, pk: int, form: FactsForm) -> Any:
        values = form.values()
        reason = str(values.get(REASON) or "")
        if REASON not in {facts.name for facts in self.entity.commands[name].inputs}:
            values.pop(REASON, None)
        seen = submission.version_seen(request.form)
        return perform(self.db(), self.entity.model, name, pk, inputs=values, reason=reason, version=seen)

    def answer_page(self, name: str, pk: int, form: FactsForm) -> ResponseReturnValue:
        """Show the record with what a question about it answers, in the dialog in which it was asked."""
        answer = ask(self.db(), self.entity.model, name, pk, inputs=form.values())
        facts = self.entity.commands[name].answers
        cells = [(f, cell(answer, f, self.principal())) for f in facts]
        self.db().rollback()
        return self.record_page(load(self.db(), self.entity, pk), opened=(name, form), answer=cells)

    def address_of(self, made: Any, pk: int) -> str:
        """Return where a command leads: to the record that it made, where its doer may read that, else back."""
        other = type(made)
        if not isinstance(made, Governed) or other is self.entity.model or not self.principal().may(other, "read"):
            return url_for(".show", pk=pk)
        if entity_of(other).menu is None or not reaches(self.db(), self.principal(), other, "read", made.id):
            return url_for(".show", pk=pk)
        return url_for(f"{other.__name__}View.show", pk=made.id)

    def address_after(self, record: Governed) -> str:
        """Return where adding leads: to the record, or to the next form for those who may add but not read."""
        if self.principal().may(self.entity.model, "read"):
            return url_for(".show", pk=record.id)
        return url_for(".add")

    def page(self, template: str, **context: Any) -> str:
        return str(self.render_template(f"lowcode/{template}.html", entity=self.entity, view=self.endpoint, **context))

    def form_page(self, form: FactsForm, record: Governed | None = None, *, status: int = 200) -> ResponseReturnValue:
        form.name_relations(self.db(), self.principal())
        action = (
            msg("Edit {name}", name=name_of(record, self.principal()))
            if record
            else msg("New {entity}", entity=self.entity.label)
        )
        if record:
            for field in form.inputs():
                field.kept = cell(record, field.facts, self.principal()).text if field.write_only else ""
        context = {"form": form, "record": record, "title": str(action)}
        return self.page("form", **context, form_key=new_key(), answered=status != 200), status

    def list_page(self, status: int = 200, **kept: Any) -> tuple[str, int]:
        page = ListPage(self.db(), self.listing(), self.endpoint, **kept)
        return self.page("list", page=page, title=str(self.entity.title)), status

    def record_page(self, record: Governed, *, status: int = 200, **extra: Any) -> ResponseReturnValue:
        page = RecordPage(self.db(), self.entity, record, self.principal(), **extra)
        return self.page("record", page=page, title=page.name, form_key=new_key()), status
