"""The bot is killed, held and started, services break, alerts are told, and all begins again."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.stub import ALERT, RUNNING, StubSandbox, message

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_the_bot_is_killed_and_timed(page: Page, stub: StubSandbox) -> None:
    await expect(page.locator("#bot-text")).to_have_text("The bot runs as process 4242.")
    await page.get_by_text("The same in a terminal").click()
    await expect(page.locator("#commands code").first).to_have_text("kill -9 4242")
    away = {"deed": "kill", "seconds": 0.1, "running": True}
    stub.bot = RUNNING | {"state": "starting", "pid": 4243, "connected": False, "stopwatch": away}
    await page.get_by_role("button", name="Kill as").click()
    watch = page.locator("#stopwatch")
    await expect(watch).to_have_text(re.compile(r"Killed: away for\s+\d+\.\d s"))
    stub.bot = RUNNING | {"pid": 4243, "stopwatch": away | {"seconds": 1.94, "running": False}}
    await expect(watch).to_have_text(re.compile(r"Killed: back after\s+1\.9 s"))
    await expect(page.locator("#bot-text")).to_have_text("The bot runs as process 4243.")
    await page.get_by_role("button", name="Freeze it lives").click()
    await page.get_by_role("button", name="Restart on").click()
    await expect(page.locator("#bot-error")).to_be_hidden()
    assert [path for path, _ in stub.acts] == ["bot/kill", "bot/freeze", "bot/restart"]


async def test_a_bot_that_is_held_says_until_when_and_why_and_is_started_now(page: Page, stub: StubSandbox) -> None:
    until = datetime.now(UTC) + timedelta(minutes=5)
    held = {"until": until.isoformat(), "why": "its budget of restarts is spent"}
    stub.bot = RUNNING | {"state": "held", "pid": None, "connected": False, "held": held}
    await expect(page.locator("#bot-held-text")).to_have_text(
        re.compile(r"Held until \d\d:\d\d:\d\d \((300|29\d) s left\): its budget of restarts is spent\.")
    )
    await expect(page.get_by_role("button", name="Kill as")).to_be_disabled()
    stub.bot["held"] = held | {"reason": "backoff", "crashes": 2}
    told = re.compile(r" left\): it ended unexpectedly \(times in a row: 2\)\.$")
    await expect(page.locator("#bot-held-text")).to_have_text(told)
    await page.get_by_role("button", name="Start now").click()
    stub.bot = RUNNING
    await expect(page.locator("#bot-held")).to_be_hidden()
    assert stub.did("bot/restart") == [{}]


async def test_without_a_keeper_the_buttons_are_off_and_say_why(page: Page, stub: StubSandbox) -> None:
    stub.bot = RUNNING | {"kept": False, "state": "unknown", "pid": None, "why": "the sandbox runs alone"}
    await expect(page.locator("#bot-text")).to_have_text("the sandbox runs alone")
    for name in ("Kill as", "Freeze it lives", "Restart on"):
        await expect(page.get_by_role("button", name=name)).to_be_disabled()


async def test_the_sandbox_is_reset_after_one_more_question(page: Page, stub: StubSandbox) -> None:
    await page.get_by_role("button", name="Reset the sandbox").click()
    await page.get_by_role("button", name="Keep everything").click()
    await page.get_by_role("button", name="Reset the sandbox").click()
    stub.bot = RUNNING | {"state": "starting", "connected": False}
    await page.get_by_role("button", name="Reset", exact=True).click()
    await expect(page.locator("#bot-text")).to_contain_text("The bot starts")
    told = page.locator("#reset-told")
    await expect(told).to_have_text("Resetting: the bot is stopped and started again…")
    await expect(page.get_by_role("button", name="Reset the sandbox")).to_be_disabled()
    stub.bot = RUNNING
    await expect(told).to_have_text("Everything is as at the start.")
    assert stub.did("reset") == [{}]


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
    await page.get_by_role("button", name="End all faults").click()
    await expect(page.locator("#faults-active")).to_be_hidden()
    assert stub.faults == []
