"""The front page on the real sandbox: that the two agree about paths, names and shapes."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from ignis.sandbox.faults import KINDS_BY_TARGET
from tests.sandbox.page.stub import PAGE
from tests.support.programs.browser import chromium
from tests.support.servers.sandbox import RunningSandbox, running_sandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def running() -> AsyncIterator[RunningSandbox]:
    async with running_sandbox() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def page(running: RunningSandbox) -> AsyncIterator[Page]:
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": 1280, "height": 900})
        await page.goto(running.url)
        yield page


@pytest.mark.browser
async def test_world_alerts_faults_and_channels(page: Page, running: RunningSandbox) -> None:
    await expect(page.get_by_role("status")).to_have_text("Bot not connected")
    await expect(page.locator("#somebody option")).to_have_count(40)
    await expect(page.locator("#personas").get_by_role("radio")).to_have_count(4)
    await expect(page.locator("#command-note")).to_have_text("The bot has not registered any command yet.")
    await expect(page.locator("#bot-text")).to_contain_text("the sandbox runs alone")

    hook = running.info.alert_webhook.get_secret_value()
    async with running.http.post(f"{hook}?wait=true", json={"embeds": [{"title": "Bot is down"}]}) as sent:
        posted = await sent.json()
    log = page.get_by_role("log")
    await expect(log.locator(".embed-title")).to_have_text("Bot is down")
    async with running.http.patch(f"{hook}/messages/{posted['id']}", json={"embeds": [{"title": "Bot is back"}]}):
        await expect(log.locator(".embed-title")).to_have_text("Bot is back")
    await expect(log.locator(".edited")).to_have_count(1)

    await page.locator("#fault-target").select_option("roblox")
    await page.get_by_role("button", name="Answer 503").click()
    await expect(page.locator("#faults li")).to_contain_text("Roblox")
    await page.get_by_role("button", name="End all faults").click()
    await expect(page.locator("#faults-active")).to_be_hidden()

    async with page.context.expect_page() as opened:
        await page.get_by_role("link", name="#servitor-terminal").click()
    channel = await opened.value
    await expect(channel.get_by_text("servitor-terminal").first).to_be_visible()


async def test_the_page_offers_faults_of_every_target_and_no_others_than_there_are() -> None:
    ways = json.loads((PAGE / "faults.json").read_text(encoding="utf-8"))
    offered = {target: set(kinds) for target, kinds in ways.items()}
    assert offered.keys() == KINDS_BY_TARGET.keys()
    assert all(kinds and kinds <= set(KINDS_BY_TARGET[target]) for target, kinds in offered.items())
