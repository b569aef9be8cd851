"""The older routes of pinned messages, which most clients still use; simcord has the newer ones.

https://discord.com/developers/docs/resources/message#get-channel-pins-deprecated
"""

from typing import Any

from simcord.http import RequestContext, route
from simcord.http.routes import messages

_PIN = "/channels/{channel_id}/pins/{message_id}"


@route("GET", "/channels/{channel_id}/pins")
def pinned(ctx: RequestContext) -> Any:
    return [item["message"] for item in messages.get_pins(ctx)["items"]]


@route("PUT", _PIN)
def pin(ctx: RequestContext) -> None:
    messages.pin_message(ctx)


@route("DELETE", _PIN)
def unpin(ctx: RequestContext) -> None:
    messages.unpin_message(ctx)
