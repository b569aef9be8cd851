"""One request to an address outside, and what the answer means. The address is a secret that stays in here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import aiohttp
import yarl
from pydantic import SecretStr

from ignis.runtime.resilience.asked_wait import asked_seconds
from probes.relay.receivers.receiver import SendOutcome, SendResult

TIMEOUT: Final = 15.0
"""Seconds, for all of it: the connection, the request and the answer."""

_LONGEST_WAIT: Final = 900.0  # an answer that asks for more than 15 minutes is not trusted
_LONGEST_BODY: Final = 64 * 1024
_UNKNOWN_ADDRESS: Final = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.GONE,
        HTTPStatus.METHOD_NOT_ALLOWED,
    }
)


@dataclass(frozen=True)
class HttpAnswer:
    """`content` is what the other side wrote: to be read, never to be shown."""

    result: SendResult
    content: bytes = b""

    def json(self) -> dict[str, Any]:
        try:
            found = json.loads(self.content)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


async def post_json(
    session: aiohttp.ClientSession, address: SecretStr, body: Mapping[str, Any], headers: Mapping[str, str]
) -> HttpAnswer:
    """Never raises for what the other side does. Follows no redirect: a message goes where it was meant to go."""
    return await _ask(session, "POST", address, body, headers, timeout_s=TIMEOUT)


async def get(session: aiohttp.ClientSession, address: SecretStr, timeout_s: float) -> HttpAnswer:
    """The same for a GET, within `timeout_s` seconds."""
    return await _ask(session, "GET", address, timeout_s=timeout_s)


async def _ask(
    session: aiohttp.ClientSession,
    method: str,
    address: SecretStr,
    body: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    timeout_s: float,
) -> HttpAnswer:
    try:
        url = yarl.URL(address.get_secret_value())
        request = session.request(
            method,
            url,
            json=body,
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=timeout_s),
            allow_redirects=False,
            raise_for_status=False,
        )
        async with request as response:
            content = await response.content.read(_LONGEST_BODY)
            return HttpAnswer(meaning(response.status, response.headers), content)
    except TimeoutError:
        return HttpAnswer(SendResult(SendOutcome.TIMEOUT, f"no answer within {timeout_s:g} s"))
    except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError):
        return HttpAnswer(SendResult(SendOutcome.MISCONFIGURED, "its address is none"))
    except (aiohttp.ClientError, OSError) as error:
        # not the error's text: aiohttp writes the address into some of them
        return HttpAnswer(SendResult(SendOutcome.UNAVAILABLE, f"it cannot be reached ({type(error).__name__})"))
    except ValueError:
        return HttpAnswer(SendResult(SendOutcome.MISCONFIGURED, "its address is none"))  # yarl


def meaning(status: int, headers: Mapping[str, str]) -> SendResult:
    """What an HTTP status means.

    >>> meaning(429, {"Retry-After": "7"}).wait, meaning(302, {}).outcome.value
    (7.0, 'misconfigured')
    """
    said = f"it answered {status}"
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return SendResult(SendOutcome.DELIVERED)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return SendResult(SendOutcome.MISCONFIGURED, f"{said}: give the address to which it redirects")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = asked_seconds(headers.get("Retry-After"), most=_LONGEST_WAIT)
        return SendResult(SendOutcome.RATE_LIMITED, said, wait)
    if status in _UNKNOWN_ADDRESS:
        return SendResult(SendOutcome.MISCONFIGURED, f"{said}: check its address and its token")
    if status == HTTPStatus.REQUEST_TIMEOUT or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return SendResult(SendOutcome.UNAVAILABLE, said)
    return SendResult(SendOutcome.REFUSED, said)
