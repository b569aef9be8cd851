"""Webhooks that an application has created: only they can carry buttons, whose presses reach that application.

simcord knows the others alone: it drops their components without `with_components`, and refuses interactive ones.
https://docs.discord.com/developers/resources/webhook#execute-webhook: "Application-owned webhooks can always send
components."
"""
# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false
# reason: simcord's own steps of these two routes, pinned by tests/sandbox/simcord_bridge/test_simcord_pin.py

from collections.abc import Mapping
from typing import Any

from simcord.backend.models import Webhook
from simcord.http import RequestContext
from simcord.http._helpers import bot_message, message_edit_changes, message_response
from simcord.http.routes import interactions

from ignis.sandbox.simcord_bridge.backend import SandboxBackend
from ignis.sandbox.simcord_bridge.rest.routing import Handler

_WITHOUT_TOKEN = 2  # slashes in /webhooks/{id}


def application_of(backend: SandboxBackend, webhook: Webhook) -> int | None:
    """The application that created the webhook; None for one that a person made in the settings of the channel."""
    return backend.application_id if webhook.creator_id == backend.bot_user.id else None


def handler_for(backend: SandboxBackend, method: str, args: Mapping[str, str]) -> Handler | None:
    """What answers a message to or of an application's own webhook; None for every other request."""
    webhook = backend.webhooks.get(backend.webhook_tokens.get(args.get("token", ""), 0))
    if webhook is None or str(webhook.id) != args.get("webhook_id") or application_of(backend, webhook) is None:
        return None
    if method == "POST" and "message_id" not in args:
        return _execute
    if method == "PATCH" and "message_id" in args:
        return _edit
    return None


def shown(backend: SandboxBackend, path: str, answered: Any) -> Any:
    """An answer about webhooks as Discord gives it; every other answer as it is."""
    match path.strip("/").split("/"):
        case ["webhooks", _] | ["webhooks", _, _] if isinstance(answered, dict) and "author" not in answered:
            told = _owned(backend, answered)
            if path.count("/") > _WITHOUT_TOKEN:
                told.pop("user", None)  # whoever has only its token does not learn who made it
            return told
        case ["channels" | "guilds", _, "webhooks"]:
            if not isinstance(answered, list):
                return _owned(backend, answered)
            return [_owned(backend, each) for each in answered]
        case _:
            return answered


def _owned(backend: SandboxBackend, webhook: Mapping[str, Any]) -> dict[str, Any]:
    known = backend.webhooks.get(int(webhook["id"]))
    application = application_of(backend, known) if known is not None else None
    return {**webhook, "application_id": None if application is None else str(application)}


def _execute(ctx: RequestContext) -> Any:
    webhook = interactions._incoming_webhook(ctx)
    message = bot_message(
        ctx,
        webhook.channel_id,
        author_id=webhook.webhook_user_id,
        webhook_id=webhook.id,
        body=dict(ctx.body()),
        webhook_execute=True,
    )
    return message_response(ctx, message, exempt_root=True)


def _edit(ctx: RequestContext) -> Any:
    message = interactions._incoming_message(ctx)
    changes = message_edit_changes(ctx, message, body=dict(ctx.body()))
    return message_response(ctx, ctx.backend.edit_message(message.channel_id, message.id, changes), exempt_root=True)
