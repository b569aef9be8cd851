"""What the status page shows of the past: ninety days of uptime, and latency."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.probes.exporter.site import stub as stubs
from tests.probes.exporter.site.stub import StubExporter
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_ninety_days_with_gaps(page: Page, stub: StubExporter, url: str) -> None:
    stub.past = stubs.chequered_history
    await page.goto(url)
    whole = page.locator('[data-subject="ignis"]')
    bars = whole.locator("rect.bar")
    await expect(bars).to_have_count(90)
    kinds = {kind: await whole.locator(f"rect.{kind}").count() for kind in ("none", "up", "short", "long", "down")}
    assert kinds == {"none": 45, "up": 42, "short": 1, "long": 1, "down": 1}
    heights = {kind: await whole.locator(f"rect.{kind}").first.get_attribute("height") for kind in kinds}
    assert len(set(heights.values())) == len(kinds)  # what the colour says, the height says too
    await expect(page.locator('[data-subject="check:roblox"] rect.limited')).to_have_count(1)
    numbers = whole.locator("dd")
    await expect(numbers.last).to_have_text("99.64 %")
    assert await numbers.all_inner_texts() == ["99.54 %", "99.61 %", "99.63 %", "98.55 %", "99.64 %"]
    await expect(page.locator('[data-subject="program:relay"] dd').first).to_have_text("100 %")
    words = whole.locator("p.unseen")
    await expect(words).to_have_text(
        re.compile(r"^3 of 90 days with downtime: .* 41\.00 % up; .* 45 days not observed\.$")
    )

    tip = page.get_by_role("tooltip")
    await bars.nth(87).hover()
    await expect(tip).to_have_text(re.compile(r"^\w+day,? \d+ \w+ \d{4}99\.87 % upbot is back$"))
    await page.keyboard.press("Escape")
    await expect(tip).to_be_hidden()
    await page.mouse.move(0, 0)
    slider = whole.get_by_role("slider", name="Ignis as a whole, day by day")
    await page.locator("#traces-title").focus()
    await slider.focus()
    for key, expected in (
        ("End", "100 % up"),
        ("ArrowLeft", "100 % up"),
        ("ArrowLeft", "99.87 % up"),
        ("Home", "not observed"),
    ):
        await page.keyboard.press(key)
        await expect(slider).to_have_attribute("aria-valuetext", re.compile(expected))
        await expect(tip).to_contain_text(expected)


async def test_latency_as_a_chart_a_sentence_and_a_table(page: Page, stub: StubExporter, url: str) -> None:
    stub.past = stubs.chequered_history
    await page.goto(url)
    chart = page.locator("#latency-chart")
    await expect(chart.locator("canvas")).to_have_count(1)
    await expect(page.locator("#latency-check")).to_have_value("discord_gateway")
    await expect(page.locator("#latency-check option")).to_have_count(15)
    summary = page.locator("#latency-summary")
    await expect(summary).to_have_text(
        re.compile(
            r"^Discord gateway: \d+ ms on average, at most \d+ ms \(.*\); measured in 144 of 288 steps of 5 min\.$"
        )
    )
    assert await chart.get_attribute("aria-labelledby") == "latency-summary"
    inked = (
        "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(part => part > 0)"
    )
    assert await chart.locator("canvas").evaluate(inked)
    await page.locator("#latency-check").select_option("database")
    await expect(summary).to_contain_text("Database:")

    await page.get_by_role("radio", name="24 hours").focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("radio", name="7 days")).to_be_checked()
    await expect(summary).to_contain_text("measured in 168 of 336 steps of 30 min")
    await page.get_by_text("The same as a table").click()
    await expect(page.locator("#latency-rows tr")).to_have_count(168)
    await page.get_by_role("radio", name="365 days").check()
    await expect(page.locator("#latency-rows tr")).to_have_count(183)
    wide = await chart.locator("canvas").evaluate("canvas => canvas.clientWidth")
    await page.set_viewport_size({"width": 700, "height": 900})
    await expect(chart.locator("canvas")).not_to_have_js_property("clientWidth", wide)


async def test_a_history_that_cannot_be_read_leaves_the_rest(
    page: Page, stub: StubExporter, url: str, pardoned: set[str]
) -> None:
    pardoned.update({"503"})
    stub.history_problem = "history.db: disk I/O error"
    await page.goto(url)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ignis is well.")
    await expect(page.locator("#uptime-note")).to_have_text("The history cannot be read: history.db: disk I/O error")
    await expect(page.locator("#latency-note")).to_have_text("The history cannot be read: history.db: disk I/O error")


async def asked_times(stub: StubExporter, *expected: int) -> None:
    """Until the windows of 24 h, 7, 30, 90 and 365 days were asked so often, and no more."""
    wanted = dict(zip(stubs.STEPS, expected, strict=True))
    await eventually(lambda: dict(stub.asked) == wanted, f"{wanted} requests, not {stub.asked}")


async def test_all_windows_are_asked_anew_when_the_verdict_changes(page: Page, stub: StubExporter, url: str) -> None:
    """A share of 24 h beside one of 90 days from before the outage would tell another story of the same minutes."""
    await page.goto(url)
    await asked_times(stub, 1, 1, 1, 1, 1)
    numbers = page.locator('[data-subject="ignis"] dd')
    await expect(numbers).to_have_text(["100 %"] * 5)
    stub.past = stubs.young_history
    await stub.tell()  # all is well as before
    stub.check("bot_liveness", "failing", reason="timeout")
    await stub.tell()
    await expect(numbers).to_have_text(["83.38 %"] * 5)
    await asked_times(stub, 2, 2, 2, 2, 2)


async def test_a_young_history_is_asked_for_in_all_windows_at_once(page: Page, stub: StubExporter, url: str) -> None:
    await page.add_init_script("{ const real = Date.now; window.ahead = 0; Date.now = () => real() + window.ahead; }")
    await page.goto(url)
    await asked_times(stub, 1, 1, 1, 1, 1)
    await page.evaluate("window.ahead += 62_000")
    await asked_times(stub, 2, 1, 1, 1, 1)
    stub.past = stubs.no_history
    await page.evaluate("window.ahead += 660_000")
    await asked_times(stub, 3, 2, 2, 2, 2)
    await page.evaluate("window.ahead += 62_000")
    await asked_times(stub, 4, 3, 3, 3, 3)
