"""Turns a request's path into a route of Discord's that may become a metric's label or a span's name. Pure.

Paths contain ids of people and tokens of interactions and webhooks. None of them gets through: every result is written
in this file.
"""

from typing import Final

OTHER: Final = "other"

METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})

ROUTES: Final = frozenset(
    {
        "/applications/@me",
        "/applications/{id}/commands",
        "/applications/{id}/commands/{id}",
        "/applications/{id}/guilds/{id}/commands",
        "/applications/{id}/guilds/{id}/commands/{id}",
        "/channels/{id}",
        "/channels/{id}/messages",
        "/channels/{id}/messages/{id}",
        "/channels/{id}/typing",
        "/channels/{id}/webhooks",
        "/gateway",
        "/gateway/bot",
        "/guilds/{id}",
        "/guilds/{id}/audit-logs",
        "/guilds/{id}/bans",
        "/guilds/{id}/bans/{id}",
        "/guilds/{id}/channels",
        "/guilds/{id}/members",
        "/guilds/{id}/members/@me",
        "/guilds/{id}/members/search",
        "/guilds/{id}/members/{id}",
        "/guilds/{id}/members/{id}/roles/{id}",
        "/guilds/{id}/roles",
        "/guilds/{id}/roles/member-counts",
        "/guilds/{id}/roles/{id}",
        "/guilds/{id}/webhooks",
        "/interactions/{id}/{token}/callback",
        "/oauth2/applications/@me",
        "/users/@me",
        "/users/@me/channels",
        "/users/@me/guilds",
        "/users/@me/guilds/{id}",
        "/users/{id}",
        "/webhooks/{id}",
        "/webhooks/{id}/{token}",
        "/webhooks/{id}/{token}/messages/@original",
        "/webhooks/{id}/{token}/messages/{id}",
    }
)
"""What Ignis requests, and similar routes. If a request is counted as `other`, add its route here."""


def route_of(path: str) -> str:
    """One of ROUTES, or OTHER. `path` is the part behind the API's version, without a query.

    >>> route_of("/guilds/12/members/34"), route_of("/guilds/12/stickers")
    ('/guilds/{id}/members/{id}', 'other')
    """
    match path.split("/"):
        case ["", ("interactions" | "webhooks") as kind, number, _, *rest]:
            route = "/".join(("", kind, _shape(number), "{token}", *map(_shape, rest)))
        case parts:
            route = "/".join(map(_shape, parts))
    return route if route in ROUTES else OTHER


def method_of(method: str) -> str:
    """One of METHODS, or OTHER."""
    return method if method in METHODS else OTHER


def _shape(part: str) -> str:
    return "{id}" if part.isdecimal() else part
