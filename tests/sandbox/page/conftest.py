"""The front page in a real browser, against a stub of the control API."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect

from tests.sandbox.page.stub import StubSandbox
from tests.support.programs.browser import chromium


@pytest.fixture
def stub() -> StubSandbox:
    return StubSandbox()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def page(stub: StubSandbox, browser: Browser) -> AsyncIterator[Page]:
    async with TestServer(stub.app(), host="127.0.0.1") as server:
        page = await browser.new_page(viewport={"width": 1280, "height": 900})
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        page.on("request", lambda request: problems.append(request.url) if "127.0.0.1" not in request.url else None)
        await page.goto(str(server.make_url("/")))
        await expect(page.locator("#status")).not_to_have_attribute("data-state", "unknown")
        yield page
        assert await page.title() == "Ignis sandbox"  # what a script in a name would have changed
        await page.goto("about:blank")  # which ends the asking, before the server goes
        assert [problem for problem in problems if "status of 404" not in problem] == []
