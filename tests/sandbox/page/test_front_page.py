"""The front page in a real browser, against a stub of the control API."""

import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect

from tests.sandbox.page.stub import SCRIPT, StubSandbox, message
from tests.support.programs.browser import chromium

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

ALERT = {
    "title": "🔴 Bot is down",
    "description": "Killed by signal 9.",
    "color": 0xE74C3C,
    "fields": [{"name": "Since", "value": "03:04:05", "inline": True}],
    "timestamp": "2026-01-02T03:04:05+00:00",
}


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


async def test_it_tells_how_to_kill_this_very_bot(page: Page) -> None:
    await expect(page.locator("#commands code").first).to_have_text("kill -9 4242")


async def test_it_says_whether_the_bot_is_connected(page: Page, stub: StubSandbox) -> None:
    await expect(page.get_by_role("status")).to_have_text("Bot connected")
    stub.sessions = [{"id": "s", "connected": False}]
    await expect(page.get_by_role("status")).to_have_text("Bot not connected")


async def test_the_card_of_a_member_as_the_chosen_persona(page: Page, stub: StubSandbox) -> None:
    await page.get_by_role("radio", name="Tu'Shan").check()
    await page.get_by_label("Whose card?").select_option("Vulkan")
    await page.get_by_role("button", name="Run /userinfo").click()
    answer = page.locator("#answer")
    await expect(answer.locator("strong").last).to_have_text("Tu'Shan")
    await expect(answer).to_contain_text("<img src=x")  # as text
    await expect(answer).to_contain_text("Answered in 34 ms")
    await expect(answer).to_contain_text("only Tu'Shan can see this")
    assert stub.slashes == [
        {"as": "Tu'Shan", "channel": "servitor-terminal", "command": "userinfo", "options": {"member": "Vulkan"}}
    ]


async def test_a_card_in_components_v2(page: Page, stub: StubSandbox) -> None:
    texts = [
        {"type": 10, "content": "## Tu'Shan\n-# `Legionary`"},
        {"type": 14},
        {"type": 10, "content": f"a {SCRIPT}"},
    ]
    container = {"type": 17, "accent_color": 0x2ECC71, "components": texts}
    stub.outcome["messages"] = [message(1, components=[container])]
    await page.get_by_role("button", name="Run /userinfo").click()
    card = page.locator("#answer .container")
    await expect(card.locator(".line-h2")).to_have_text("Tu'Shan")
    await expect(card).to_have_css("border-left-color", "rgb(46, 204, 113)")
    await expect(card).to_contain_text("<script>")


async def test_a_bot_that_does_not_answer_and_a_refusal(page: Page, stub: StubSandbox) -> None:
    stub.outcome = {"acknowledged": False, "ephemeral": False, "latency_ms": 3500, "messages": []}
    run = page.get_by_role("button", name="Run /userinfo")
    await run.click()
    await expect(page.locator("#answer .error")).to_contain_text("did not respond (3500 ms)")
    stub.refusal = "no command /userinfo; the bot has registered none yet"
    await run.click()
    await expect(page.locator("#answer .error")).to_have_text(stub.refusal)


async def test_channels_open_as_the_persona_in_a_new_tab(page: Page) -> None:
    link = page.get_by_role("link", name="#servitor-terminal")
    await expect(link).to_have_attribute("href", "/sandbox/channels/servitor-terminal/open?as=Vulkan")
    await page.get_by_role("radio", name="Tu'Shan").check()
    await expect(link).to_have_attribute("href", "/sandbox/channels/servitor-terminal/open?as=Tu'Shan")
    await expect(link).to_have_attribute("target", "_blank")


async def test_alerts_appear_and_are_edited_in_place(page: Page, stub: StubSandbox) -> None:
    log = page.get_by_role("log")
    await expect(log).to_contain_text("Quiet.")
    stub.alerts = [message(1, embeds=[ALERT]), message(2, "<@1> second")]
    await expect(log.locator(".embed-title")).to_have_text("🔴 Bot is down")
    await expect(log.locator(".embed")).to_have_css("border-left-color", "rgb(231, 76, 60)")
    await expect(log.locator("dt")).to_have_text("Since")
    await expect(log.locator(".mention")).to_have_text("@Cassian")
    resolved = {**ALERT, "title": "🟢 Bot is back", "color": 0x2ECC71}
    stub.alerts = [message(1, embeds=[resolved], edited_timestamp="2026-01-02T03:04:09+00:00"), stub.alerts[1]]
    await expect(log.locator(".embed-title")).to_have_text("🟢 Bot is back")
    await expect(log.locator(".edited")).to_have_count(1)
    assert [await m.get_attribute("data-id") for m in await log.locator(".message").all()] == ["1", "2"]


async def test_relative_times_grow_older(page: Page, stub: StubSandbox) -> None:
    stub.alerts = [message(1, f"<t:{int(time.time()) - 5}:R>")]
    told = page.get_by_role("log").locator(".content time")
    await expect(told).to_have_text(re.compile(r"^\d+ seconds ago$"))
    first = await told.inner_text()
    await expect(told).not_to_have_text(first)


async def test_breaking_and_mending(page: Page, stub: StubSandbox) -> None:
    await page.locator("#fault-target").select_option("discord-gateway")
    await page.locator("#fault-seconds").select_option("10")
    await page.get_by_role("button", name="Ignore heartbeats").click()
    active = page.locator("#faults li")
    await expect(active).to_contain_text("Discord's gateway")
    await expect(active).to_contain_text("10 s left")
    assert stub.faults == [{"target": "discord-gateway", "kind": "no-ack", "seconds_left": 10}]
    await page.get_by_role("button", name="Mend everything").click()
    await expect(page.locator("#faults-active")).to_be_hidden()
    assert stub.faults == []


async def test_everything_is_reached_by_keyboard(page: Page) -> None:
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to")).to_be_focused()
    reached = set()
    for _ in range(30):
        await page.keyboard.press("Tab")
        reached.add(await page.evaluate("document.activeElement.id || document.activeElement.name || ''"))
    assert {"persona", "member", "run", "fault-target", "fault-seconds", "alerts-log"} <= reached


async def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page, stub: StubSandbox, tmp_path: Path) -> None:
    stub.alerts = [message(1, embeds=[ALERT]), message(2, "x" * 300)]
    await page.set_viewport_size({"width": 360, "height": 740})
    await expect(page.get_by_role("log").locator(".message")).to_have_count(2)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await page.screenshot(path=tmp_path / "phone.png", full_page=True)
    for target in await page.locator("button:visible, select:visible, a.button:visible").all():
        box = await target.bounding_box()
        assert box is not None
        assert box["height"] >= 40  # what a thumb hits
