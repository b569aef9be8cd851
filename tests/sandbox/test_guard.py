"""Web pages from elsewhere are kept out, this one is let in."""

import pytest

from tests.support.servers.sandbox import RunningSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:1"},
        {"Host": "evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/sandbox/state", "/api/v10/gateway", "/gateway", "/page/index.html"])
async def test_pages_from_elsewhere_are_kept_out(sandbox: RunningSandbox, headers: dict[str, str], path: str) -> None:
    async with sandbox.http.get(path, headers=headers) as answer:
        assert answer.status == 403
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_its_own_page_is_let_in(sandbox: RunningSandbox) -> None:
    async with sandbox.http.get("/sandbox/state", headers={"Origin": sandbox.url}) as answer:
        assert answer.status == 200
    async with sandbox.http.get("/", headers={"Sec-Fetch-Site": "cross-site"}) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
