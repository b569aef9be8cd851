"""The JSON body of a control call, read with errors that a person understands."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from ignis.sandbox.errors import ControlError


class Fields:
    """All readers raise ControlError (400)."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._content = content

    @classmethod
    async def read(cls, request: web.Request) -> "Fields":
        try:
            content = await request.json()
        except ValueError:
            raise ControlError(400, f"{request.path} expects a JSON object") from None
        if not isinstance(content, dict):
            raise ControlError(400, f"{request.path} expects a JSON object, not {type(content).__name__}")
        return cls(content)

    def __contains__(self, name: str) -> bool:
        return name in self._content

    def refuse_others(self, known: Sequence[str]) -> None:
        """Refuses a field that is none of `known`: a mistyped name must not pass silently."""
        if unknown := sorted(set(self._content) - set(known)):
            there_are = f"there are {', '.join(known)}" if known else "there is none to give"
            raise ControlError(400, f"unknown field {unknown[0]!r}; {there_are}")

    def text(self, name: str, default: str | None = None) -> str:
        value = self._content.get(name, default)
        if value is None:
            raise ControlError(400, f"{name!r} is missing")
        if not isinstance(value, str):
            raise ControlError(400, f"{name!r} must be text, not {value!r}")
        return value

    def optional(self, name: str) -> str | None:
        return None if self._content.get(name) is None else self.text(name)

    def number(self, name: str) -> float:
        value = self._content.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ControlError(400, f"{name!r} must be a number, not {value!r}")
        return float(value)

    def whole(self, name: str, default: int | None = None) -> int:
        value = self._content.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ControlError(400, f"{name!r} must be a whole number, not {value!r}")
        return value

    def truth(self, name: str) -> bool:
        value = self._content.get(name)
        if not isinstance(value, bool):
            raise ControlError(400, f"{name!r} must be true or false, not {value!r}")
        return value

    def anything(self, name: str) -> Any:
        """None if it is missing."""
        return self._content.get(name)

    def items(self, name: str) -> list[Any]:
        value = self._content.get(name, [])
        if not isinstance(value, list):
            raise ControlError(400, f"{name!r} must be a list, not {value!r}")
        return list(value)

    def texts(self, name: str) -> list[str]:
        items = self.items(name)
        if not all(isinstance(item, str) for item in items):
            raise ControlError(400, f"{name!r} must be a list of names")
        return items

    def mapping(self, name: str) -> Mapping[str, Any]:
        value = self._content.get(name, {})
        if not isinstance(value, dict):
            raise ControlError(400, f"{name!r} must be an object, not {value!r}")
        return value
