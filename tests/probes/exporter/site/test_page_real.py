"""The status page on a real stack: that it and the exporter agree about paths, names and shapes."""

import asyncio
import os
import re
import signal
from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from probes.exporter.schedule.catalogue import checks
from tests.support.programs.browser import chromium
from tests.support.programs.stack import Stack, stack

pytestmark = [pytest.mark.e2e, pytest.mark.browser]
_PATIENCE_MS = 30_000


@pytest.fixture
def running() -> Iterator[Stack]:
    with stack() as made:
        made.up()
        yield made


async def test_a_stack_from_well_to_broken_and_back(running: Stack) -> None:
    async with chromium() as browser:
        page = await browser.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        expect.set_options(timeout=_PATIENCE_MS)
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if line.type in {"error", "warning"} else None)
        try:
            await page.goto(running.url("exporter"))
            await everything_is_shown(page)
            await a_command_leaves_a_trace(page, running)
            await a_killed_bot_is_an_incident(page, running)
            await a_stopped_exporter_is_a_lost_line(page, running)
        finally:
            expect.set_options(timeout=5_000)
        await page.goto("about:blank")
    assert [one for one in problems if "ERR_CONNECTION" not in one and "ERR_INCOMPLETE" not in one] == []


async def everything_is_shown(page: Page) -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ignis is well.")
    await expect(page.locator("#checks-rows th code")).to_have_text([check.name for check in checks()])
    await expect(page.locator("#programs-list h3")).to_have_text(["bot", "exporter", "relay", "sandbox"])
    await expect(page.locator("#programs-idle")).to_have_text("Not in use: grafana, prometheus.")
    await expect(page.locator('#programs-list li[data-status="ok"]')).to_have_count(4)
    await expect(page.locator("#circuits-list li").first).to_contain_text("closed")
    whole = page.locator('[data-subject="ignis"]')
    await expect(whole.locator("rect.bar")).to_have_count(90)
    await expect(whole.locator("rect.bar").last).to_have_class(re.compile("up|limited|short|long|down"))  # observed
    await expect(page.locator('[data-subject="program:bot"]')).to_be_visible()
    await expect(page.locator("#latency-summary")).to_contain_text("measured in")
    await expect(page.locator("#latency-chart canvas")).to_be_visible()


async def a_command_leaves_a_trace(page: Page, running: Stack) -> None:
    await asyncio.to_thread(running.slash, "Tu'Shan", "userinfo")
    link = page.locator("#traces-list a", has_text="userinfo").first
    await link.click()
    spans = page.locator("#waterfall > li")
    await expect(spans.nth(1)).to_be_visible()
    await expect(page.locator("#trace-title")).to_contain_text("userinfo")


async def a_killed_bot_is_an_incident(page: Page, running: Stack) -> None:
    os.kill(running.pid("bot"), signal.SIGKILL)
    incident = page.locator("#incidents-list > li").first
    await expect(incident).to_contain_text("bot is back")
    await incident.locator("summary").click()
    await expect(incident).to_contain_text("killed by SIGKILL")
    await expect(incident).to_contain_text("started anew")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ignis is well.")
    await expect(page.locator("#verdict-note")).to_contain_text("Last trouble: bot is back")


async def a_stopped_exporter_is_a_lost_line(page: Page, running: Stack) -> None:
    os.kill(running.pid("exporter"), signal.SIGKILL)
    await expect(page.locator("#live")).to_have_text("Not connected")
    await expect(page.locator("#live")).to_have_text("Live")  # by itself
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Ignis")
