"""The bot's own application: what it is, and what the bot may change of it.

https://discord.com/developers/docs/resources/application
"""

import hashlib
from typing import Any, Final

from simcord.backend.errors import BackendError
from simcord.http import RequestContext, route
from simcord.http.routes.application import application_info

from ignis.sandbox.simcord_bridge.backend import SWITCHES

_EDITABLE: Final = (
    "custom_install_url", "description", "role_connections_verification_url", "install_params",
    "integration_types_config", "icon", "cover_image", "tags", "event_webhooks_url", "event_webhooks_status",
    "event_webhooks_types",
)  # fmt: skip
_NULLABLE: Final = frozenset({"icon", "role_connections_verification_url", "event_webhooks_url"})
_PICTURES: Final = ("icon", "cover_image")


@route("GET", "/applications/@me")
def own(ctx: RequestContext) -> Any:
    backend: Any = ctx.backend
    flags = backend.application_flags
    return application_info(ctx) | {"flags": flags, "flags_new": str(flags)} | backend.application


@route("PATCH", "/applications/@me")
def edit(ctx: RequestContext) -> Any:
    """Of the flags only those of the intents can be set; the rest is for Discord to set."""
    backend: Any = ctx.backend
    body = ctx.fields(*_EDITABLE, "flags", ignore=("interactions_endpoint_url",))
    if body.get("flags") is not None:
        backend.application_flags = int(body["flags"]) & sum(SWITCHES.values())
    for key in set(body) - {"flags"}:
        backend.application.pop(key, None)
        value = _kept(key, body[key])
        if value is not None or key in _NULLABLE:
            backend.application[key] = value
    return own(ctx)


@route("GET", "/applications/{application_id}")
@route("PATCH", "/applications/{application_id}")
def of_others(_: RequestContext) -> Any:
    """Its own application a bot reaches by @me; its id has become that before."""
    raise BackendError(403, 20012, "You are not authorized to perform this action on this application")


def _kept(key: str, value: Any) -> Any:
    if value is None or key not in _PICTURES:
        return value
    return hashlib.md5(value.encode(), usedforsecurity=False).hexdigest()  # as Discord names a picture
