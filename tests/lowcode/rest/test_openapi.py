"""Every entity's API is described in FAB's OpenAPI document, its commands included."""

import pytest
from flask_appbuilder.api.manager import OpenApi

from app.lowcode.catalog import all_entities
from app.lowcode.rest import EntityApi
from app.shared.field import FieldKind


@pytest.fixture(scope="module", params=["sqlite"])
def engine_name(request):
    """One engine: no database is asked for the document."""
    return request.param


@pytest.fixture(scope="module")
def paths(app):
    """Return the paths of the document."""
    with app.test_request_context():
        document = OpenApi._create_api_spec("v1")
        for api in app.extensions["appbuilder"].baseviews:
            if isinstance(api, EntityApi):
                api.add_api_spec(document)
        return document.to_dict()["paths"]


def test_the_document_names_every_route_of_every_entity(paths):
    for entity in all_entities():
        assert {"get", "post"} <= paths[f"/api/v1/{entity.slug}/"].keys()
        assert {"get", "put", "delete"} <= paths[f"/api/v1/{entity.slug}/{{pk}}"].keys()
        for command in entity.commands.values():
            route = paths[f"/api/v1/{entity.slug}/{{pk}}/{command.name}"]["post"]
            properties = route["requestBody"]["content"]["application/json"]["schema"]["properties"]
            plain = {facts.name for facts in command.inputs if facts.kind is not FieldKind.FILE}
            assert plain <= properties.keys()


def test_the_document_says_where_files_go_and_come_from(paths):
    for path, verb, name in (
        ("/api/v1/consent/", "post", "evidence_id"),
        ("/api/v1/consent/{pk}", "put", "evidence_id"),
        ("/api/v1/document_item/{pk}/receive", "post", "file"),
    ):
        content = paths[path][verb]["requestBody"]["content"]
        assert content["multipart/form-data"]["schema"]["properties"][name]["format"] == "binary"
        assert "body" in content["multipart/form-data"]["schema"]["properties"]
    assert "200" in paths["/api/v1/consent/{pk}/open/{name}"]["post"]["responses"]
