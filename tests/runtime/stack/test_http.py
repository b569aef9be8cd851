"""The loopback servers of the programs, asked as a browser would."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from ignis.runtime.stack.http import serve


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async def hello(_: web.Request) -> web.Response:
        return web.json_response({"hello": True})

    app = web.Application()
    app.router.add_route("*", "/", hello)
    async with serve(app, port=0, what="bot") as address:
        yield address


async def status(url: str, method: str = "GET", **headers: str) -> int:
    async with aiohttp.ClientSession() as http, http.request(method, url, headers=headers) as answer:
        return answer.status


@pytest.mark.parametrize("host", ["127.0.0.1:1", "localhost", "localhost:9999", "[::1]:80"])
async def test_this_machine_is_answered_also_through_a_tunnel(url: str, host: str) -> None:
    assert await status(url, Host=host) == 200
    assert await status(url, "POST", Host=host, Origin=f"http://{host}") == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8473", "127.0.0.1.evil.example", "localhost.", "[", ""])
async def test_a_name_that_only_points_here_is_not(url: str, host: str) -> None:
    assert await status(url, Host=host) in {400, 403}


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1.evil.example", "null"])
async def test_a_page_from_elsewhere_is_not(url: str, origin: str) -> None:
    assert await status(url, "POST", Origin=origin) == 403
