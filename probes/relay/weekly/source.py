"""The exporter's history of the last seven days, over HTTP."""

from http import HTTPStatus

import aiohttp

from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from probes.relay.weekly.week import WeekHistory

_TIMEOUT = aiohttp.ClientTimeout(total=30)  # a week of everything is some 100 KB, and read from the disk
_LONGEST_BODY = 16 << 20


async def _all(response: aiohttp.ClientResponse) -> bytes:
    """The body, as much of it as a history can have: another server on the port may never stop."""
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        if len(content) > _LONGEST_BODY:
            break
    return bytes(content)


class ExporterHistory:
    def __init__(self, session: aiohttp.ClientSession, home: Home) -> None:
        self._session = session
        self._home = home

    async def week(self) -> WeekHistory | None:
        """None if the exporter does not run, does not answer, or not like the exporter."""
        exporter = endpoints.read(self._home).get("exporter")
        if exporter is None:
            return None
        try:
            async with self._session.get(f"{exporter.url}/history.json?window=7d", timeout=_TIMEOUT) as response:
                return WeekHistory.parse(await _all(response)) if response.status == HTTPStatus.OK else None
        except (aiohttp.ClientError, TimeoutError, OSError):
            return None
