"""Checks traffic against Discord's published OpenAPI description, where it lies on this machine."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from ..platform_data import data_file
from ..wire import JSON

COERCED_ID = {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$"}
"""Discord reads whole numbers as ids too, and discord.py sends some (recipient_id)."""


def load_checker() -> SpecChecker | None:
    """Return the checker; None without the data or without the jsonschema package."""
    path = data_file("discord")
    return _read(path) if path else None


@cache
def _read(path: Path) -> SpecChecker | None:
    try:
        return SpecChecker(json.loads(path.read_text("utf-8")))
    except ImportError:
        return None


class SpecChecker:
    """Finds the schema of a call and what a body does wrong by it."""

    def __init__(self, document: JSON) -> None:
        from jsonschema import Draft202012Validator
        from referencing import Registry, Resource
        from referencing.jsonschema import DRAFT202012

        document["components"]["schemas"]["SnowflakeType"] = COERCED_ID
        self._document = document
        self._draft = Draft202012Validator
        resource: Any = Resource.from_contents(document, default_specification=DRAFT202012)
        self._registry: Any = Registry().with_resource("urn:openapi", resource)
        # Literal paths come first: .../@original before .../{message_id}.
        templates = sorted(document["paths"], key=lambda template: template.count("{"))
        self._paths = [(re.compile(re.sub(r"\{[^}]+\}", r"[^/]+", t) + "$"), t) for t in templates]
        self._validators: dict[str, Any] = {}

    def request(self, method: str, path: str, body: Any) -> list[str]:
        """Return what is wrong with a request's body; an unknown path is a problem of its own."""
        template = self._template(method, path)
        if template is None:
            return [f"undocumented route {method} {path}"]
        if body is None:
            return []
        return self._check(["paths", template, method.lower(), "requestBody"], body)

    def response(self, method: str, path: str, status: int, body: Any) -> list[str]:
        """Return what is wrong with our own answer, which keeps the fake honest."""
        template = self._template(method, path)
        if template is None or body is None:
            return []
        return self._check(["paths", template, method.lower(), "responses", str(status)], body)

    def _template(self, method: str, path: str) -> str | None:
        for pattern, template in self._paths:
            if pattern.match(path) and method.lower() in self._document["paths"][template]:
                return str(template)
        return None

    def _check(self, pointer: list[str], body: Any) -> list[str]:
        node: Any = self._document
        pointer = [*pointer, "content", "application/json", "schema"]
        for step in pointer:
            if step not in node:
                return []
            node = node[step]
        ref = "urn:openapi#/" + "/".join(step.replace("~", "~0").replace("/", "~1") for step in pointer)
        if ref not in self._validators:
            self._validators[ref] = self._draft({"$ref": ref}, registry=self._registry)
        return [_described(error) for error in self._validators[ref].iter_errors(body)]


def _described(error: Any) -> str:
    """A union says only "not valid under any": go down the branch that fits best."""
    branches: dict[Any, list[Any]] = {}
    for inner in error.context or []:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    if branches:
        depth = len(error.absolute_path)
        return _described(min(branches.values(), key=lambda branch: _wrongness(branch, depth))[0])
    where = "/".join(str(step) for step in error.absolute_path) or "(body)"
    return f"{where}: {error.message[:200]}"


def _wrongness(errors: list[Any], depth: int) -> tuple[bool, bool, int]:
    not_object = any(e.validator == "type" and len(e.absolute_path) == depth for e in errors)
    wrong_tag = any(list(e.absolute_path)[depth:] == ["type"] for e in errors)
    return not_object, wrong_tag, len(errors)
