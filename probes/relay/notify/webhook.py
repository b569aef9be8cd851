"""Discord's webhook: one request, and what its answer means. The address is a secret that stays in this object.

https://docs.discord.com/developers/resources/webhook: with `?wait=true` POST answers with the message; PATCH edits it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp
import yarl
from pydantic import SecretStr

from ignis.runtime.resilience.asked_wait import asked_seconds
from probes.relay.delivery_result import DeliveryResult

_UNKNOWN_MESSAGE = 10008
_LONGEST_WAIT = 900.0  # an answer that asks for more than 15 minutes is not trusted
_LONGEST_BODY = 64 * 1024
_KNOWN = frozenset(HTTPStatus)


@dataclass(frozen=True)
class WebhookAnswer:
    """`wait` is how many seconds not to use the webhook; None if the answer did not say.

    `application_id` is the application that owns the webhook, if the webhook itself was asked for and has one.
    `everything`: no request of any kind may be made meanwhile; else it is the bucket of this kind of request.
    """

    result: DeliveryResult
    message_id: str | None = None
    wait: float | None = None
    status: int | None = None
    code: int | None = None
    everything: bool = False
    application_id: int | None = None


@dataclass(frozen=True)
class Picture:
    """A PNG that an embed shows as `attachment://<name>`."""

    name: str
    png: bytes


class Webhook:
    """Posts to one address. Never raises for what the other side does, and never shows the address.

    Example:
        answer = await Webhook(session, address, timeout_s=10).post({"content": "hello"})
        if answer.result is DeliveryResult.DELIVERED:
            print(answer.message_id)
    """

    def __init__(self, session: aiohttp.ClientSession, address: SecretStr, timeout_s: float) -> None:
        self._session = session
        self._address = address
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)

    async def post(self, body: Mapping[str, Any], picture: Picture | None = None) -> WebhookAnswer:
        return await self._send("POST", "", {"wait": "true", **_respecting(body)}, body, picture)

    async def edit(self, message_id: str, body: Mapping[str, Any]) -> WebhookAnswer:
        return await self._send("PATCH", f"messages/{message_id}", _respecting(body), body)

    async def look(self) -> WebhookAnswer:
        """Asks for the webhook itself. That changes nothing."""
        return await self._send("GET", "", {}, None)

    async def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Mapping[str, Any] | None,
        picture: Picture | None = None,
    ) -> WebhookAnswer:
        sent: dict[str, Any] = {"json": body} if picture is None else {"data": _form(body, picture)}
        try:
            base = yarl.URL(self._address.get_secret_value())
            url = (base / path if path else base).with_query({**base.query, **query})
            request = self._session.request(
                method, url, **sent, timeout=self._timeout, allow_redirects=False, raise_for_status=False
            )
            async with request as response:
                content = await response.content.read(_LONGEST_BODY)
                return classify(response.status, response.headers, content)
        except TimeoutError:
            return WebhookAnswer(DeliveryResult.TIMEOUT)
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError):
            return WebhookAnswer(DeliveryResult.WEBHOOK_GONE)
        except (aiohttp.ClientError, OSError):
            return WebhookAnswer(
                DeliveryResult.UNAVAILABLE
            )  # not the error: aiohttp writes the address into some of them
        except ValueError:
            return WebhookAnswer(DeliveryResult.WEBHOOK_GONE)  # yarl: not an address at all


def _form(body: Mapping[str, Any] | None, picture: Picture) -> aiohttp.FormData:
    """https://docs.discord.com/developers/reference#uploading-files"""
    form = aiohttp.FormData()
    form.add_field("payload_json", json.dumps(body), content_type="application/json")
    form.add_field("files[0]", picture.png, filename=picture.name, content_type="image/png")
    return form


def classify(status: int, headers: Mapping[str, str], content: bytes) -> WebhookAnswer:
    """What an HTTP answer means, even if it is garbage or not from Discord at all.

    >>> classify(429, {"Retry-After": "7"}, b"").wait
    7.0
    """
    body = _json(content)
    code = body.get("code")
    code = code if isinstance(code, int) else None
    match HTTPStatus(status) if status in _KNOWN else None:
        case HTTPStatus.OK | HTTPStatus.CREATED:
            return _delivered(status, headers, body)
        case HTTPStatus.TOO_MANY_REQUESTS:
            wait = _asked(body.get("retry_after")) or _asked(headers.get("Retry-After"))
            mine = headers.get("X-RateLimit-Scope") == "user" and body.get("global") is not True
            return WebhookAnswer(DeliveryResult.RATE_LIMITED, wait=wait, status=status, code=code, everything=not mine)
        case HTTPStatus.NOT_FOUND if code == _UNKNOWN_MESSAGE:
            result = DeliveryResult.MESSAGE_GONE
        case HTTPStatus.NOT_FOUND if code is not None:
            result = DeliveryResult.WEBHOOK_GONE
        case HTTPStatus.UNAUTHORIZED if code is not None:
            result = DeliveryResult.WEBHOOK_GONE
        case HTTPStatus.BAD_REQUEST:
            result = DeliveryResult.REFUSED
        case _:  # for example a 401 or 404 that is not Discord's: a proxy, or a sandbox that is starting
            result = DeliveryResult.UNAVAILABLE
    return WebhookAnswer(result, status=status, code=code)


def _delivered(status: int, headers: Mapping[str, str], body: Mapping[str, Any]) -> WebhookAnswer:
    """An answer without a message's id is not from Discord."""
    message_id = body.get("id")
    if not (isinstance(message_id, str) and message_id.isascii() and message_id.isdigit()):
        return WebhookAnswer(DeliveryResult.UNAVAILABLE, status=status)
    spent = headers.get("X-RateLimit-Remaining") == "0"
    wait = _asked(headers.get("X-RateLimit-Reset-After")) if spent else None
    return WebhookAnswer(
        DeliveryResult.DELIVERED, message_id, wait, status, application_id=_number(body.get("application_id"))
    )


def _respecting(body: Mapping[str, Any]) -> dict[str, str]:
    """Discord looks at components only if it is asked to."""
    return {"with_components": "true"} if "components" in body else {}


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None


def _json(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _asked(value: object) -> float | None:
    return asked_seconds(value, most=_LONGEST_WAIT)
