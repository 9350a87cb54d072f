"""The OpenAPI document, from the very schemas that check the bodies and the url map that answers them."""

from __future__ import annotations

import re

from flask import Flask, jsonify

from .api.gate import OPEN_VIEWS, gated, no_sign_in
from .api.schemas import ACTS, AnyAct

ARGUMENT = re.compile(r"<(?:[^:<>]+(?:\([^)]*\))?:)?([^<>]+)>")


def register(app: Flask) -> None:
    blueprint = gated("openapi")

    @blueprint.get("/openapi.json")
    @no_sign_in
    def openapi_document():
        return jsonify(document(app))

    OPEN_VIEWS.add("openapi.openapi_document")
    app.register_blueprint(blueprint)


def document(app: Flask) -> dict:
    paths, schemas = {}, {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.rule.startswith("/api/"):
            path = paths.setdefault(ARGUMENT.sub(r"{\1}", rule.rule), {})
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                path[method.lower()] = _operation(app, rule, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Patrol", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _operation(app: Flask, rule, schemas: dict) -> dict:
    view = app.view_functions[rule.endpoint]
    operation = {
        "operationId": rule.endpoint.replace(".", "_"),
        "summary": (view.__doc__ or "").strip().partition("\n")[0],
        "parameters": [_parameter(name) for name in sorted(rule.arguments)],
        "responses": {"default": {"description": 'The answer, or {"error": {"code", "message", "fields"}}'}},
    }
    if rule.endpoint not in OPEN_VIEWS:
        operation["security"] = [{"session": []}]
    if (schema := getattr(view, "body_schema", None)) is not None:
        operation["requestBody"] = {"content": {"application/json": {"schema": _schema(schema, schemas)}}}
    return operation


def _parameter(name: str) -> dict:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _schema(schema, schemas: dict) -> dict:
    if schema is AnyAct:
        return {"anyOf": [_schema(one, schemas) for one in dict.fromkeys(ACTS.values())]}
    name = schema.__name__.lstrip("_")
    made = schema.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(made.pop("$defs", {}))
    schemas[name] = made
    return {"$ref": f"#/components/schemas/{name}"}
