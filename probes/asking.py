"""One HTTP question to a program of this stack, answered in values: an answer, or the reason why there is none."""

import json
from dataclasses import dataclass
from typing import Any

import aiohttp
import psutil

from ignis.runtime.clock import Clock
from ignis.runtime.endpoints import Endpoint
from probes.outcome import Reason

_MOST = 1_000_000  # bytes; our programs answer far less, and a stranger on the port may never stop


@dataclass(frozen=True)
class Answer:
    """`body` is a JSON object. Any HTTP status counts as an answer."""

    status: int
    body: dict[str, Any]
    latency_s: float


@dataclass(frozen=True)
class NoAnswer:
    reason: Reason
    detail: str


async def ask(
    http: aiohttp.ClientSession, endpoint: Endpoint, path: str, *, timeout_s: float, clock: Clock
) -> Answer | NoAnswer:
    """GETs `path` from `endpoint` within `timeout_s`."""
    url = f"{endpoint.url}{path}"
    began = clock.monotonic()
    try:
        timeout = aiohttp.ClientTimeout(total=timeout_s)
        async with http.get(url, timeout=timeout, allow_redirects=False) as response:
            body: Any = json.loads(await _read(response))
    except TimeoutError:
        return NoAnswer(Reason.TIMEOUT, f"{url} did not answer within {timeout_s:g} s")
    except aiohttp.ClientConnectorError:
        return _nobody_listens(endpoint, url)
    except (aiohttp.ClientError, ConnectionError) as error:
        return NoAnswer(Reason.BAD_ANSWER, f"{url} broke off or does not speak HTTP ({type(error).__name__})")
    except ValueError:
        return NoAnswer(Reason.BAD_ANSWER, f"{url} did not answer in JSON")
    if not isinstance(body, dict):
        return NoAnswer(Reason.BAD_ANSWER, f"{url} answered something else than a JSON object")
    return Answer(response.status, body, clock.monotonic() - began)


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """Raises ValueError for an answer that is too long to be ours."""
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        if len(content) > _MOST:
            raise ValueError(f"more than {_MOST} bytes")
    return bytes(content)


def _nobody_listens(endpoint: Endpoint, url: str) -> NoAnswer:
    if psutil.pid_exists(endpoint.pid):
        return NoAnswer(Reason.REFUSED, f"nothing listens at {url}, though pid {endpoint.pid} runs")
    return NoAnswer(Reason.NOT_RUNNING, f"pid {endpoint.pid}, which listened at {endpoint.url}, is gone")
