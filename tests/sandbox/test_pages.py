"""simcord's page for a channel, with the bot outside behind it."""

import shutil
from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright, expect

from tests.support.servers.sandbox import Bot, RunningSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser_page() -> AsyncGenerator[Page]:
    if CHROMIUM is None:
        pytest.skip("no Chromium found: install it to test the pages as people see them")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless=new", "--no-sandbox"])
        try:
            yield await browser.new_page()
        finally:
            await browser.close()


async def _open(sandbox: RunningSandbox, channel: str, query: str = "") -> tuple[int, str]:
    async with sandbox.http.get(f"/sandbox/channels/{channel}/open{query}", allow_redirects=False) as answer:
        return answer.status, answer.headers.get("Location") or (await answer.json())["error"]


async def test_one_channel_is_shown_at_a_time(sandbox: RunningSandbox) -> None:
    status, first = await _open(sandbox, "servitor-terminal", "?as=Cassian")
    assert (status, first.startswith("http://127.0.0.1:")) == (303, True)
    assert await _open(sandbox, "servitor-terminal", "?as=Cassian") == (303, first), "the open page stays open"
    status, second = await _open(sandbox, "legion-alerts")
    assert status == 303
    assert second != first


async def test_mistakes_are_explained(sandbox: RunningSandbox) -> None:
    assert (await _open(sandbox, "nowhere"))[0] == 404
    status, line = await _open(sandbox, "servitor-terminal", "?as=Nobody")
    assert status == 404
    assert line.startswith("no member called 'Nobody'")


async def test_the_gateway_hears_nothing_of_the_page(sandbox: RunningSandbox, bot: Bot) -> None:
    await _open(sandbox, "servitor-terminal")
    assert len(bot.guilds) == 1
    assert (await sandbox.slash("Vulkan", "who", member="Cassian"))["acknowledged"]


@pytest.mark.browser
async def test_a_person_runs_a_command_in_the_browser(sandbox: RunningSandbox, bot: Bot, browser_page: Page) -> None:
    assert bot.is_ready()
    await browser_page.goto(f"{sandbox.url}/sandbox/channels/servitor-terminal/open?as=Vulkan")
    composer = browser_page.locator("#channel-composer-input")
    await composer.click()
    await composer.press_sequentially("/slow")
    await expect(browser_page.get_by_text("Answers later, then more").first).to_be_visible()
    await browser_page.keyboard.press("Enter")
    await browser_page.keyboard.press("Enter")
    await expect(browser_page.get_by_text("done at last").first).to_be_visible()
    await expect(browser_page.get_by_text("and one more thing").first).to_be_visible()


@pytest.mark.browser
async def test_what_the_bot_does_by_itself_appears_without_a_reload(
    sandbox: RunningSandbox, browser_page: Page
) -> None:
    await browser_page.goto(f"{sandbox.url}/sandbox/channels/legion-alerts/open")
    await expect(browser_page.locator("#channel-composer-input")).to_be_visible()
    webhook = sandbox.info.alert_webhook.get_secret_value()
    async with sandbox.http.post(webhook, json={"content": "the bot died"}) as answer:
        assert answer.status == 204
    await expect(browser_page.get_by_text("the bot died").first).to_be_visible()
