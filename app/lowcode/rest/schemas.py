"""Schemas: what the OpenAPI document says of an entity's fields; values themselves are read by `app.lowcode.values`."""

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, fields

from app.lowcode.action import Action
from app.shared.field import FieldFacts, FieldKind

_TYPES: Mapping[FieldKind, tuple[type[fields.Field], dict[str, Any]]] = {
    FieldKind.INTEGER: (fields.Integer, {}),
    FieldKind.REFERENCE: (fields.Integer, {}),
    FieldKind.RECORD: (fields.Integer, {}),
    FieldKind.MONEY: (fields.String, {"format": "decimal", "example": "1250000"}),
    FieldKind.PERCENT: (fields.String, {"format": "decimal", "example": "24.5"}),
    FieldKind.NUMBER: (fields.String, {"format": "decimal", "example": "0.75"}),
    FieldKind.DATE: (fields.String, {"format": "date", "example": "2026-11-22"}),
    FieldKind.TIMESTAMP: (fields.String, {"format": "date-time", "example": "2026-11-22T08:30:00+00:00"}),
    FieldKind.BOOLEAN: (fields.Boolean, {}),
    FieldKind.JSON: (fields.Raw, {}),
    FieldKind.FILE: (fields.Integer, {}),
}


def schema_of(name: str, facts: Mapping[str, FieldFacts], *, read: bool, versioned: bool = False) -> Schema:
    """Return the schema `name` of some fields; what is read carries id, code and version besides."""
    declared: dict[str, fields.Field] = {}
    if read:
        declared |= {"id": fields.Integer(), "code": fields.String()}
    if read or versioned:
        declared["version"] = fields.Integer(required=versioned)
    for key, fact in facts.items():
        declared[key] = field_of(fact, required=fact.required and not read and not versioned)
        if read and fact.kind is FieldKind.REFERENCE:
            declared[key.removesuffix("_id")] = fields.String(metadata={"description": "Name of that record"})
    return type(f"{name}Schema", (Schema,), declared)()


def field_of(facts: FieldFacts, *, required: bool) -> fields.Field:
    """Return the schema field of one field."""
    made, metadata = _TYPES.get(facts.kind, (fields.String, {}))
    about: dict[str, Any] = {"description": facts.label.msgid, **metadata}
    if facts.choices:
        about["enum"] = list(facts.choices)
    if facts.max_length:
        about["maxLength"] = facts.max_length
    return made(required=required, allow_none=not required, metadata=about)


def inputs_of(command: Action) -> dict[str, Any]:
    """Return the JSON schema of what a command asks for."""
    properties = {f.name: _property(f) for f in command.inputs if not _is_file(f)}
    properties |= {"reason": {"type": "string"}, "version": {"type": "integer"}}
    required = [f.name for f in command.inputs if f.required and not _is_file(f)] + (
        ["reason"] if command.needs_reason else []
    )
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


def files_of(facts: Iterable[FieldFacts], body: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a request that may bring files: multipart, with everything else as JSON in `body`."""
    parts = {f.name: {"type": "string", "format": "binary", "description": f.label.msgid} for f in facts if _is_file(f)}
    if not parts:
        return {}
    schema = {"type": "object", "properties": {"body": body, **parts}}
    return {"multipart/form-data": {"schema": schema, "encoding": {"body": {"contentType": "application/json"}}}}


def _is_file(facts: FieldFacts) -> bool:
    return facts.kind is FieldKind.FILE


def _property(facts: FieldFacts) -> dict[str, Any]:
    kinds = {FieldKind.INTEGER: "integer", FieldKind.REFERENCE: "integer", FieldKind.BOOLEAN: "boolean"}
    found: dict[str, Any] = {"type": kinds.get(facts.kind, "string"), "description": facts.label.msgid}
    return found | ({"enum": list(facts.choices)} if facts.choices else {})
