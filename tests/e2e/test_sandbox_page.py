"""The front page on a whole stack: the bot's card, a kill with its stopwatch, a hold, a reset."""

import re
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.support.programs.browser import chromium
from tests.support.programs.stack import Stack, stack

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
LONG = 40_000  # milliseconds
# The second crash in a row waits for minutes; and a bot that starts slowly on a busy machine does not hang.
SETTINGS = {
    "restarts": {"base_delay": 200, "max_delay": 300},
    "relay": {"hang_after": 60, "startup_grace": 60},
}


@pytest.fixture(scope="module")
def running() -> Iterator[Stack]:
    with stack(SETTINGS) as made:
        made.up()
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page(running: Stack) -> AsyncIterator[Page]:
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": 360, "height": 740})
        await page.goto(running.url("ui"))
        yield page


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def english(page: Page) -> None:
    """The page keeps the language that another test has chosen."""
    await page.get_by_role("radio", name="English").check()


async def test_a_persona_and_a_button_in_both_languages(page: Page) -> None:
    await page.get_by_role("radio", name="Tu'Shan").check()
    answer = page.locator("#answer")
    await expect(answer).to_contain_text("TERMINAL: ", timeout=LONG)
    await answer.get_by_role("button", name="History").click()
    await expect(answer.locator(".message")).to_have_count(2)
    await page.get_by_role("radio", name="Português").check()
    await expect(page.locator("#run")).to_have_text("Executar /ficha")
    await page.locator("#run").click()
    await expect(answer.get_by_role("button", name="Histórico")).to_be_visible()


async def test_suggestions_of_the_real_bot(page: Page) -> None:
    await page.get_by_role("radio", name="Cassian").check()
    await expect(page.locator("#answer")).to_contain_text("CassianDracos", timeout=LONG)
    await page.locator("#command").select_option("chat rank set")
    await page.locator("#option-rank").fill("veteran")
    await expect(page.get_by_role("option", name="Flamehardened Veteran")).to_be_visible()


async def test_a_killed_bot_is_back_and_timed_then_held_and_started_now(page: Page, running: Stack) -> None:
    first = running.pid("bot")
    await expect(page.locator("#bot-text")).to_have_text(f"The bot runs as process {first}.")
    kill = page.get_by_role("button", name="Kill as a crash would")
    await kill.click()
    await expect(page.locator("#stopwatch")).to_have_text(re.compile(r"Killed: back after\s+\d+\.\d s"), timeout=LONG)
    await expect(page.locator("#bot-text")).to_have_text(re.compile(r"The bot runs as process \d+\."), timeout=LONG)
    second = running.pid("bot")
    assert second != first
    await kill.click()
    held = page.locator("#bot-held-text")
    await expect(held).to_contain_text("it ended unexpectedly (times in a row: 2)", timeout=LONG)
    await page.get_by_role("button", name="Start now").click()
    await expect(page.locator("#stopwatch")).to_have_text(re.compile(r"Restarted: back after"), timeout=LONG)
    assert running.ready_again("bot", second)


async def test_the_sandbox_is_reset(page: Page, running: Stack) -> None:
    running.slash("Vulkan", "points add", member="Tu'Shan", amount=10, reason="Held the breach")
    running.everybody_known()  # the bot was killed by another test, and foresees nothing from a part of the list
    running.slash("Vulkan", "config role add", role="Recruiter", rank="Inductii")
    assert "Recruiter" in running.role_map.read_text(encoding="utf-8")
    before = running.pid("bot")
    await page.get_by_role("button", name="Reset the sandbox").click()
    await page.get_by_role("button", name="Reset", exact=True).click()
    await expect(page.locator("#reset-told")).to_have_text("Everything is as at the start.", timeout=LONG)
    running.ready_again("bot", before)
    assert "check " not in str(running.alerts()), "a planned reset alarms nobody"
    assert running.role_map.read_bytes() == running.config.with_name("roles_ranks.json").read_bytes()
    card = running.slash("Tu'Shan", "userinfo")
    assert card["acknowledged"], running.logs()
    assert "**Points** · 123" in str(card)
