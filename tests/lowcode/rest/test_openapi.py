"""Every entity's API is described in FAB's OpenAPI document, its commands included."""

from flask_appbuilder.api.manager import OpenApi

from app.lowcode.catalog import all_entities
from app.lowcode.rest import EntityApi


def test_the_document_names_every_route_of_every_entity(app):
    with app.test_request_context():
        document = OpenApi._create_api_spec("v1")
        for api in app.extensions["appbuilder"].baseviews:
            if isinstance(api, EntityApi):
                api.add_api_spec(document)
        paths = document.to_dict()["paths"]
    for entity in all_entities():
        assert {"get", "post"} <= paths[f"/api/v1/{entity.slug}/"].keys()
        assert {"get", "put", "delete"} <= paths[f"/api/v1/{entity.slug}/{{pk}}"].keys()
        for command in entity.commands.values():
            described = paths[f"/api/v1/{entity.slug}/{{pk}}/{command.name}"]["post"]
            properties = described["requestBody"]["content"]["application/json"]["schema"]["properties"]
            assert {facts.name for facts in command.inputs} <= properties.keys()
