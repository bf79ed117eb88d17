"""Checks traffic against Discord's published OpenAPI description (data/openapi.json, see data/SOURCE.md).

Needs the `jsonschema` package; without it (or without the data file) `SpecChecker.load()` returns None.
"""

from __future__ import annotations

import json
import re
from typing import Any, Optional

from ..platform_data import data_file


class SpecChecker:
    def __init__(self, document: dict[str, Any]) -> None:
        from jsonschema import Draft202012Validator
        from referencing import Registry, Resource
        from referencing.jsonschema import DRAFT202012

        # Discord coerces integer ids, and discord.py sends some (e.g. recipient_id): allow both.
        document["components"]["schemas"]["SnowflakeType"] = {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$"}
        self.document = document
        self._draft = Draft202012Validator
        resource: Any = Resource.from_contents(document, default_specification=DRAFT202012)
        self._registry: Any = Registry().with_resource("urn:openapi", resource)
        self._paths: list[tuple[re.Pattern[str], str]] = []
        for template in document["paths"]:
            pattern = re.sub(r"\{[^}]+\}", r"[^/]+", template)
            self._paths.append((re.compile("^" + pattern + "$"), template))
        self._paths.sort(key=lambda p: p[1].count("{"))  # literal paths win (…/@original before …/{message_id})
        self._validators: dict[tuple[str, str, str], Any] = {}

    @classmethod
    def load(cls) -> Optional["SpecChecker"]:
        path = data_file("discord")
        if path is None:
            return None
        try:
            return cls(json.loads(path.read_text("utf-8")))
        except ImportError:
            return None

    def template(self, method: str, path: str) -> Optional[str]:
        for pattern, template in self._paths:
            if pattern.match(path) and method.lower() in self.document["paths"][template]:
                return template
        return None

    def _check(self, key: tuple[str, str, str], pointer: list[str], body: Any) -> list[str]:
        if key not in self._validators:
            ref = "urn:openapi#/" + "/".join(p.replace("~", "~0").replace("/", "~1") for p in pointer)
            self._validators[key] = self._draft({"$ref": ref}, registry=self._registry)
        errors = list(self._validators[key].iter_errors(body))
        return [self._describe(e) for e in errors]

    def _describe(self, error: Any) -> str:
        """Unions only say "not valid under any"; go down the branch whose `type` fits and that fails least."""
        branches: dict[Any, list[Any]] = {}
        for e in error.context or []:
            branches.setdefault(e.schema_path[0], []).append(e)

        def wrongness(errors: list[Any]) -> tuple[int, int, int]:
            depth = len(error.absolute_path)
            wrong_tag = any(list(e.absolute_path)[depth:] == ["type"] for e in errors)
            not_object = any(e.validator == "type" and len(e.absolute_path) == depth for e in errors)
            return (int(not_object), int(wrong_tag), len(errors))

        if branches:
            return self._describe(min(branches.values(), key=wrongness)[0])
        where = "/".join(str(p) for p in error.absolute_path) or "(body)"
        return f"{where}: {error.message[:200]}"

    def request(self, method: str, path: str, body: Any) -> list[str]:
        """Problems with a JSON request body; ['undocumented route'] for an unknown path."""
        template = self.template(method, path)
        if template is None:
            return [f"undocumented route {method} {path}"]
        operation = self.document["paths"][template][method.lower()]
        if "requestBody" not in operation or body is None:
            return []
        content = operation["requestBody"]["content"]
        if "application/json" not in content:
            return []
        pointer = ["paths", template, method.lower(), "requestBody", "content", "application/json", "schema"]
        return self._check((method, template, "request"), pointer, body)

    def response(self, method: str, path: str, status: int, body: Any) -> list[str]:
        """Problems with our own JSON answer (used to keep the fake honest)."""
        template = self.template(method, path)
        if template is None or body is None:
            return []
        responses = self.document["paths"][template][method.lower()].get("responses", {})
        if str(status) not in responses or "content" not in responses[str(status)]:
            return []
        pointer = ["paths", template, method.lower(), "responses", str(status), "content", "application/json", "schema"]
        return self._check((method, template, str(status)), pointer, body)
