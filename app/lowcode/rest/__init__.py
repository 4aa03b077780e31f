"""REST: FAB's ModelRestApis generated from the declarations, under the permission words of the screens."""

from collections.abc import Iterable
from typing import Any

from flask_appbuilder import AppBuilder
from flask_appbuilder.models.sqla.interface import SQLAInterface

from app.lowcode.entity import Entity
from app.lowcode.rest.answers import plain_answers_to_bad_tokens
from app.lowcode.rest.api import EntityApi
from app.lowcode.rest.commands import command_route
from app.lowcode.rest.schemas import files_of, schema_of
from app.shared.field import FieldFacts, FieldKind, fields_of


def api_of(entity: Entity, base: type[EntityApi] = EntityApi) -> type[EntityApi]:
    """Return the FAB API class of an entity, named `<Entity>RestApi` and living under `/api/v1/<slug>/`."""
    fields = fields_of(entity.model)
    state = entity.workflow.column if entity.workflow else ""
    written = {name: facts for name, facts in fields.items() if facts.editable and name != state}
    plain = {name: facts for name, facts in written.items() if facts.kind is not FieldKind.FILE}
    return type(
        f"{entity.name}RestApi",
        (base,),
        {
            "__doc__": f"The API of {entity.plural}.",
            "__module__": __name__,
            "entity": entity,
            "datamodel": SQLAInterface(entity.model),
            "resource_name": entity.slug,
            "openapi_spec_tag": entity.plural,
            "class_permission_name": entity.name,
            "base_permissions": [f"can_{word}" for word in entity.words],
            "list_title": entity.plural,
            "label_columns": {name: facts.label.msgid for name, facts in fields.items()},
            "description_columns": {name: facts.help.msgid for name, facts in fields.items() if facts.help},
            "list_columns": [name for name, facts in fields.items() if facts.listed] or list(fields),
            "show_columns": list(fields),
            "add_columns": list(written),
            "edit_columns": list(written),
            "list_model_schema": schema_of(f"{entity.name}InList", fields, read=True),
            "show_model_schema": schema_of(f"{entity.name}Read", fields, read=True),
            "add_model_schema": schema_of(f"{entity.name}Add", plain, read=False),
            "edit_model_schema": schema_of(f"{entity.name}Edit", plain, read=False, versioned=True),
            "openapi_spec_methods": _bodies(entity, written.values()),
            **{f"do_{command.name}": command_route(command) for command in entity.commands.values()},
        },
    )


def _bodies(entity: Entity, written: Iterable[FieldFacts]) -> dict[str, Any]:
    """Return the request bodies of adding and changing where these take files; FAB documents JSON alone."""
    found: dict[str, Any] = {}
    for verb in ("post", "put"):
        body = {"$ref": f"#/components/schemas/{entity.name}RestApi.{verb}"}
        if files := files_of(written, body):
            content = {"application/json": {"schema": body}} | files
            found[verb] = {verb: {"requestBody": {"required": True, "content": content}}}
    return found


def add_apis(appbuilder: AppBuilder, entities: Iterable[Entity]) -> None:
    """Register the API of every entity, and let a missing or false token be answered like any other refusal."""
    plain_answers_to_bad_tokens(appbuilder.sm.jwt_manager)
    for entity in entities:
        appbuilder.add_api(api_of(entity))


__all__ = ["EntityApi", "add_apis", "api_of"]
