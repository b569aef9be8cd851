"""One browser for a file's tests; each has a stub and a page of its own, which must not have complained at the end."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page

from tests.probes.exporter.site.stub import StubExporter
from tests.support.programs.browser import chromium

_TELL_VIOLATIONS = """addEventListener("securitypolicyviolation",
    (event) => console.error(`against the policy: ${event.violatedDirective} ${event.blockedURI}`), true)"""


@pytest.fixture
def stub() -> StubExporter:
    return StubExporter()


@pytest.fixture
def pardoned() -> set[str]:
    """Parts of the complaints that a test causes on purpose; it says so."""
    return set()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def url(stub: StubExporter) -> AsyncIterator[str]:
    async with TestServer(stub.app(), host="127.0.0.1") as server:
        yield str(server.make_url("/"))


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, url: str, pardoned: set[str]) -> AsyncIterator[Page]:
    """Not opened yet: the test prepares its stub first, and then goes to `url`."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, timezone_id="UTC")
    page, problems = await context.new_page(), list[str]()
    await page.add_init_script(_TELL_VIOLATIONS)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("request", lambda request: problems.append(request.url) if not request.url.startswith(url) else None)
    yield page
    assert "broken into" not in await page.title()  # what a script in outside text would have changed
    await page.goto("about:blank")  # which ends the listening, before the server goes
    await context.close()
    pardoned.add("about:blank")
    assert [one for one in problems if not any(part in one for part in pardoned)] == []
