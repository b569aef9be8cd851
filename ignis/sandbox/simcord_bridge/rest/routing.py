"""Which of simcord's handlers a request is for.

simcord's own `dispatch` does the same, and copies every body into a log that the sandbox keeps empty.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from simcord.http import RequestContext
from simcord.http.router import _ROUTES  # pyright: ignore[reportPrivateUsage]  # pinned by test_simcord_pin.py

Handler = Callable[[RequestContext], Any]


def found(method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
    """The handler of the route with the most words in common, and what stands in the path's braces; None for no route.

    >>> found("GET", "/users/1")[1]
    {'user_id': '1'}
    >>> found("GET", "/users/@me")[1]
    {}
    """
    given = path.strip("/").split("/")
    for template, handler in _templates(method, len(given)):
        if all(mine.startswith("{") or mine == word for mine, word in zip(template, given, strict=True)):
            return handler, {mine[1:-1]: word for mine, word in zip(template, given, strict=True) if mine[0] == "{"}
    return None


@cache
def _templates(method: str, words: int) -> list[tuple[list[str], Handler]]:
    """Those of a length, the most literal first. Every route is registered by then: that happens at import."""
    fitting = [(template, handler) for template, handler in _ROUTES.get(method, ()) if len(template) == words]
    return sorted(fitting, key=lambda route: sum(word.startswith("{") for word in route[0]))
