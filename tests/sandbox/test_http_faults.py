"""A request that is broken on purpose, over real HTTP."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from ignis.sandbox.faults import ERRORS
from ignis.sandbox.http_faults import break_request

Client = TestClient[web.Request, web.Application]


async def broken(request: web.Request) -> web.StreamResponse:
    delay = request.query.get("delay")
    return await break_request(request, request.match_info["kind"], float(delay) if delay else None)


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    app = web.Application()
    app.router.add_get("/{kind}", broken)
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        yield client


@pytest.mark.parametrize(("kind", "status"), [("status-500", 500), ("status-503", 503), ("no-ack", 503)])
async def test_an_error_is_a_page_of_a_proxy(client: Client, kind: str, status: int) -> None:
    async with client.get(f"/{kind}") as answer:
        assert (answer.status, answer.content_type) == (status, "text/html")
        assert f"{status} upstream error" in await answer.text()


async def test_too_many_is_in_discords_form(client: Client) -> None:
    async with client.get("/status-429") as answer:
        assert (answer.status, answer.headers["Retry-After"], answer.headers["Via"]) == (429, "1", "1.1 sandbox")
        assert await answer.json() == {"message": "You are being rate limited.", "retry_after": 1.0, "global": False}


async def test_a_banned_address_gets_a_page_of_cloudflare(client: Client) -> None:
    async with client.get("/cloudflare-429?delay=7.5") as answer:
        assert (answer.status, answer.headers["Retry-After"], answer.content_type) == (429, "8", "text/html")
        assert "Via" not in answer.headers
        assert "error code: 1015" in await answer.text()


@pytest.mark.parametrize("code", ERRORS)
async def test_an_error_code_comes_in_discords_form(client: Client, code: int) -> None:
    status, message = ERRORS[code]
    async with client.get(f"/error-{code}") as answer:
        body = await answer.json()
    assert (answer.status, body["code"], body["message"]) == (status, code, message)
    assert ("errors" in body) == (code == 50035)


async def test_garbage_says_that_it_is_json_and_is_not(client: Client) -> None:
    async with client.get("/garbage") as answer:
        assert answer.content_type == "application/json"
        with pytest.raises(UnicodeDecodeError):
            await answer.json()


async def test_a_cut_line(client: Client) -> None:
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.get("/disconnect")


async def test_no_answer_at_all(client: Client) -> None:
    with pytest.raises(TimeoutError):
        await client.get("/timeout", timeout=aiohttp.ClientTimeout(total=0.2))
