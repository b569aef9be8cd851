"""Discord's REST answered from simcord's store, with the gaps between the two closed.

The answer is JSON (None for 204); a refusal is an ApiError with Discord's status and codes.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from simcord.backend import serializers
from simcord.backend.errors import BackendError, SetupError
from simcord.backend.models import Interaction
from simcord.http import RequestContext, UnsupportedField  # the package registers the routes

from ignis.sandbox.errors import ApiError, unreadable
from ignis.sandbox.simcord_bridge.backend import SandboxBackend
from ignis.sandbox.simcord_bridge.payload_kinds import OWN_USER
from ignis.sandbox.simcord_bridge.payloads import completed
from ignis.sandbox.simcord_bridge.rest import webhooks
from ignis.sandbox.simcord_bridge.rest.created import Created, creates
from ignis.sandbox.simcord_bridge.rest.refusals import as_discord_says, unrouted
from ignis.sandbox.simcord_bridge.rest.routing import found

_OF_AN_INVITES_GUILD = (
    "id", "name", "splash", "banner", "description", "icon", "features", "verification_level", "vanity_url_code",
    "nsfw_level", "nsfw", "premium_subscription_count", "premium_tier",
)  # fmt: skip


@dataclass(frozen=True)
class Upload:
    filename: str
    content: bytes
    description: str | None = None

    @property
    def fp(self) -> io.BytesIO:
        """What simcord reads an upload from."""
        return io.BytesIO(self.content)


@dataclass(frozen=True)
class ApiRequest:
    """`path` is what follows /api/v10; `json` the body, for multipart the part `payload_json`."""

    method: str
    path: str
    json: Any = None
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    files: Sequence[Upload] = ()
    reason: str | None = None

    @property
    def segments(self) -> list[str]:
        return self.path.strip("/").split("/")


def answer(backend: SandboxBackend, request: ApiRequest) -> Any:
    """The JSON of the answer, a `Created` for one with status 201. Raises ApiError."""
    path = _own_application(backend, request.path)
    try:
        result = _dispatched(backend, replace(request, path=path, json=_adapted(request)))
    except BackendError as refusal:
        raise as_discord_says(refusal) from refusal
    except (SetupError, KeyError, TypeError, ValueError, AttributeError) as wrong:
        # simcord's handlers take bodies for well-formed, as those of discord.py are; other clients' may be anything
        raise unreadable() from wrong
    answered = _with_particulars(backend, path, webhooks.shown(backend, path, completed(result)))
    made = isinstance(result, Created) or creates(request.method, request.path)
    return Created(answered) if made else answered


def _own_application(backend: SandboxBackend, path: str) -> str:
    """One address for what has three."""
    own = ("/oauth2/applications/@me", f"/applications/{backend.application_id}")
    return "/applications/@me" if path in own else path


def _dispatched(backend: SandboxBackend, request: ApiRequest) -> Any:
    """Fields that nobody knows are ignored, as Discord ignores them: simcord names them, and is asked without them."""
    route = found(request.method, request.path)
    if route is None:
        raise unrouted(request.method, request.path)
    handler, args = route
    handler = webhooks.handler_for(backend, request.method, args) or handler
    context = RequestContext(
        backend,
        args,
        json=request.json,
        params=dict(request.params),
        files=list(request.files),
        reason=request.reason,
        method=request.method,
        path=request.path,
    )
    try:
        return handler(context)
    except UnsupportedField as gap:
        smaller = _without(request.json, frozenset(gap.fields))
        if smaller == request.json:
            raise unreadable() from gap
        return _dispatched(backend, replace(request, json=smaller))


def _without(body: Any, names: frozenset[str]) -> Any:
    """The body without these fields: at its top, in each item of a list, in the data of a callback or first message."""
    if isinstance(body, list):
        return [_without(each, names) for each in body]
    if not isinstance(body, dict):
        return body
    kept = {name: value for name, value in body.items() if name not in names}
    return kept | {name: _without(kept[name], names) for name in ("data", "message") if name in kept}


def _with_particulars(backend: SandboxBackend, path: str, answered: Any) -> Any:
    match path:
        case "/applications/@me":
            return answered | {"approximate_guild_count": len(backend.guilds)}
        case "/users/@me":
            return answered | OWN_USER
        case "/users/@me/guilds":
            return [_own_guild(backend, guild) for guild in answered]
        case _ if path.endswith("/invites"):
            return (
                [_invite(backend, each) for each in answered]
                if isinstance(answered, list)
                else _invite(backend, answered)
            )
        case _ if path.endswith("/threads/active"):
            return {"has_more": False, **answered}
        case _:
            return answered


def _invite(backend: SandboxBackend, invite: Mapping[str, Any]) -> dict[str, Any]:
    guild = completed(serializers.guild_create_payload(backend, backend.guilds[int(invite["guild_id"])]))
    return {**invite, "type": 0, "guild": {name: guild[name] for name in _OF_AN_INVITES_GUILD}}


def _own_guild(backend: SandboxBackend, guild: Mapping[str, Any]) -> dict[str, Any]:
    """What a list of the bot's servers tells of one."""
    bot = backend.bot_user.id
    permissions = backend.compute_permissions(int(guild["id"]), bot)
    told = {name: guild[name] for name in ("id", "name", "icon", "banner", "features")}
    return told | {"owner": guild["owner_id"] == str(bot), "permissions": str(permissions)}


def interaction_of(backend: SandboxBackend, request: ApiRequest) -> Interaction | None:
    """The interaction this request answers or edits the answer of, if it is about one."""
    match request.segments:
        case ["interactions", number, _, "callback"] if number.isdecimal():
            return backend.interactions.get(int(number))
        case ["webhooks", number, token, *_] if number == str(backend.application_id):
            return backend.interactions.get(backend.interaction_tokens.get(token, 0))
        case _:
            return None


def command_scope(request: ApiRequest) -> tuple[int | None] | None:
    """Where this request changes commands: a guild's id, or None for everywhere; None when it does not."""
    if request.method == "GET":
        return None
    match request.segments:
        case ["applications", _, "commands", *_]:
            return (None,)
        case ["applications", _, "guilds", guild_id, "commands", *_] if guild_id.isdecimal():
            return (int(guild_id),)
        case _:
            return None


def check_access(backend: SandboxBackend, request: ApiRequest) -> None:
    """Raises ApiError when the webhook or interaction in the path is unknown, or its token wrong or worn out, or the
    channel of a server that the bot has left.
    """
    match request.segments:
        case ["webhooks", number, token, *_]:
            if number == str(backend.application_id):
                _check_interaction_token(backend, token)
                return
            webhook = backend.webhooks.get(int(number)) if number.isdecimal() else None
            if webhook is None:
                raise ApiError(404, 10015, "Unknown Webhook")
            if webhook.token != token:
                raise _invalid_token()
        case ["channels", number, *_] if number.isdecimal():
            channel = backend.channels.get(int(number))
            if channel is not None and channel.guild_id in backend.away:
                raise ApiError(403, 50001, "Missing Access")
        case _:
            return


def _check_interaction_token(backend: SandboxBackend, token: str) -> None:
    record = backend.interactions.get(backend.interaction_tokens.get(token, 0))
    if record is None or (record.expires_at or "") <= backend.now_iso():
        raise _invalid_token()
    if not record.responded:
        raise ApiError(404, 10015, "Unknown Webhook")


def _invalid_token() -> ApiError:
    return ApiError(401, 50027, "Invalid Webhook Token")


def _adapted(request: ApiRequest) -> Any:
    """The body as simcord takes it."""
    if not isinstance(request.json, dict):
        return request.json
    body: dict[str, Any] = _without_empty_mentions(request.json)
    match [request.method, *request.segments]:
        case ["PATCH", ("webhooks" | "channels"), *_]:
            for key in ("nonce", "enforce_nonce"):  # discord.py sends them; for an edit they mean nothing
                body.pop(key, None)
        case ["PATCH", "guilds", guild_id, "members", _] if isinstance(body.get("roles"), list):
            # @everyone cannot be given, and a member has each role once
            body["roles"] = [role for role in dict.fromkeys(map(str, body["roles"])) if role != guild_id]
        case _:
            pass
    return body


def _without_empty_mentions(body: Mapping[str, Any]) -> dict[str, Any]:
    """An empty list of users or roles beside a `parse` of them means nothing, which simcord takes for a contradiction.

    https://discord.com/developers/docs/resources/message#allowed-mentions-object
    """
    if isinstance(body.get("data"), dict):
        return {**body, "data": _without_empty_mentions(body["data"])}
    allowed = body.get("allowed_mentions")
    if not isinstance(allowed, dict):
        return dict(body)
    parsed = allowed.get("parse") or ()
    kept = {key: value for key, value in allowed.items() if value or key not in parsed}
    return {**body, "allowed_mentions": kept}
