"""Discord's own OpenAPI description as a judge of requests and answers.

`openapi.json` is `specs/openapi.json` of github.com/discord/discord-api-spec (MIT), of 2026-07-18, minified.

>>> judge = Description.load()
>>> judge.answer("GET", "/gateway", 200, {"url": "wss://gateway.discord.gg"})
[]
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

_FILE = Path(__file__).with_name("openapi.json")
_REFUSALS = 400
_BASE = "urn:discord:api"

# Ids are text in what Discord sends; in what it gets, it takes numbers as well, such as the ids of attachments in
# https://discord.com/developers/docs/reference#uploading-files.
_ID_IN_BODY = {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$", "minimum": 0}

# `code` of a field's error is a word in every example of Discord's documentation
# (https://discord.com/developers/docs/reference#error-messages) and in what its API sends; the description says number.
_FIELD_ERROR = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
}

# In the documentation a text (https://discord.com/developers/docs/resources/application#edit-current-application), as
# every client sends it; in the description an object with translations.
_OWN_DESCRIPTION = {"type": ["string", "null"], "maxLength": 400}


@dataclass(frozen=True)
class Violation:
    """`where` is the operation, event or schema, `place` the path inside of it, `what` the judge's sentence."""

    where: str
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.where} at {self.place or '/'}: {self.what}"


@dataclass(frozen=True)
class _Operation:
    name: str
    body: Any
    answers: dict[str, Any]


class Description:
    def __init__(self, content: dict[str, Any]) -> None:
        self._components = content["components"]
        schemas = self._components["schemas"]
        schemas["InnerErrors"]["properties"]["_errors"]["items"] = _FIELD_ERROR
        schemas["ApplicationFormPartial"]["properties"]["description"] = _OWN_DESCRIPTION
        self._of_answers = _registry(self._components["schemas"])
        self._of_bodies = _registry(self._components["schemas"] | {"SnowflakeType": _ID_IN_BODY})
        paths = [(_pattern(path), path, item) for path, item in content["paths"].items()]
        # the most particular first: /guilds/{id}/members/search before /guilds/{id}/members/{user_id}
        self._paths = sorted(paths, key=lambda entry: (entry[1].count("{"), -len(entry[1])))
        self._validators: dict[str, Any] = {}

    @classmethod
    @cache
    def load(cls) -> "Description":
        return cls(json.loads(_FILE.read_text(encoding="utf-8")))

    def methods(self, path: str) -> frozenset[str]:
        """What Discord can do with this path; nothing if it has no such path."""
        return frozenset(
            method.upper()
            for pattern, _, item in self._paths
            if pattern.fullmatch(path)
            for method in item
            if method != "parameters"
        )

    def body(self, method: str, path: str, body: Any) -> list[Violation]:
        """What is wrong with a JSON body that a client sends; None for a request without one."""
        found = self._find(method, path)
        if found is None or found.body is None or body is None:
            return []
        return self._violations(f"body of {found.name}", found.body, body, self._of_bodies)

    def answer(self, method: str, path: str, status: int, answer: Any) -> list[Violation]:
        """What is wrong with an answer; `answer` is None for one without a body."""
        found = self._find(method, path)
        if found is None:
            return [] if status >= _REFUSALS else [Violation(f"{method} {path}", "", "Discord has no such route")]
        name = f"{status} of {found.name}"
        response = found.answers.get(str(status)) or found.answers.get(f"{status // 100}XX")
        if response is None:
            return [Violation(name, "", f"Discord answers only {', '.join(found.answers)} here")]
        content = response.get("content", {}).get("application/json")
        if content is None:
            return [] if answer is None else [Violation(name, "", "Discord sends no body with this status")]
        return self._violations(name, content["schema"], answer, self._of_answers)

    def value(self, schema: str, value: Any) -> list[Violation]:
        """What is wrong with an object that is to be as the description's schema of this name."""
        return self._violations(schema, {"$ref": f"#/components/schemas/{schema}"}, value, self._of_answers)

    def _find(self, method: str, path: str) -> _Operation | None:
        for pattern, template, item in self._paths:
            operation = item.get(method.lower())
            if operation is None or not pattern.fullmatch(path):
                continue
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            answers = {status: self._resolved(answer) for status, answer in operation["responses"].items()}
            return _Operation(f"{method} {template}", body, answers)
        return None

    def _resolved(self, answer: dict[str, Any]) -> dict[str, Any]:
        reference = answer.get("$ref")
        if reference is None:
            return answer
        found: dict[str, Any] = self._components["responses"][reference.rsplit("/", 1)[-1]]
        return found

    def _violations(self, name: str, schema: Any, value: Any, registry: jsonschema_rs.Registry) -> list[Violation]:
        if name not in self._validators:
            self._validators[name] = jsonschema_rs.Draft202012Validator(_absolute(schema), registry=registry)
        return [
            Violation(name, "/".join(map(str, error.instance_path)), error.message)
            for error in self._validators[name].iter_errors(value)
        ]


def _registry(schemas: dict[str, Any]) -> jsonschema_rs.Registry:
    """The components once for all validators: with a copy of theirs, each of some 70 took 5 MB."""
    return jsonschema_rs.Registry([(_BASE, {"components": {"schemas": schemas}})])


def _absolute(schema: Any) -> Any:
    """The schema with references into the registry in place of those into its own document."""
    if isinstance(schema, list):
        return [_absolute(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _BASE + part if key == "$ref" else _absolute(part) for key, part in schema.items()}


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(path)))
