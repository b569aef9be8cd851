"""Discord's REST answered from simcord's store, with the gaps between the two closed.

The answer is JSON (None for 204); a refusal is an ApiError with Discord's status and codes.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simcord.backend.errors import BackendError, SetupError
from simcord.backend.models import Interaction
from simcord.http import RouteNotImplemented, UnsupportedField, dispatch  # the package registers the routes

from ignis.sandbox.errors import ApiError, malformed
from ignis.sandbox.simcord_bridge.backend import SandboxBackend
from ignis.sandbox.simcord_bridge.payload_kinds import OWN_USER
from ignis.sandbox.simcord_bridge.payloads import completed

_APPLICATION = ("/oauth2/applications/@me", "/applications/@me")


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
    """Raises ApiError; 501 when simcord does not know the route or a field of it, which must not pass silently."""
    path = "/oauth2/applications/@me" if request.path in _APPLICATION else request.path
    try:
        result = dispatch(
            backend,
            request.method,
            path,
            json=_adapted(request),
            params=dict(request.params),
            files=list(request.files),
            reason=request.reason,
        )
    except (RouteNotImplemented, UnsupportedField) as gap:
        raise ApiError(501, 0, gap.message) from gap
    except BackendError as refusal:
        raise _as_discord_says(refusal) from refusal
    except (SetupError, KeyError, TypeError, ValueError, AttributeError) as wrong:
        # simcord's handlers take bodies for well-formed, as those of discord.py are; other clients' may be anything
        raise malformed(f"{type(wrong).__name__}: {wrong}") from wrong
    if request.path in _APPLICATION:
        result |= {"approximate_guild_count": len(backend.guilds), "approximate_user_install_count": 0}
    return completed(result) | OWN_USER if request.path == "/users/@me" else completed(result)


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
    """Where this request registers commands: a guild's id, or None for everywhere; None when it does not."""
    match [request.method, *request.segments]:
        case ["PUT", "applications", _, "commands"]:
            return (None,)
        case ["PUT", "applications", _, "guilds", guild_id, "commands"] if guild_id.isdecimal():
            return (int(guild_id),)
        case _:
            return None


def check_tokens(backend: SandboxBackend, request: ApiRequest) -> None:
    """Raises ApiError when the webhook or interaction in the path is unknown, or its token wrong or worn out."""
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
    body: dict[str, Any] = dict(request.json)
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


def _as_discord_says(refusal: BackendError) -> ApiError:
    prefix = "Invalid Form Body: "
    if refusal.errors is None and refusal.message.startswith(prefix):
        return malformed(refusal.message.removeprefix(prefix))
    return ApiError(refusal.status, refusal.code, refusal.message, refusal.errors)
