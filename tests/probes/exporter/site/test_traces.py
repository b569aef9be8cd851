"""Traces on the status page: a list, their spans, links to them, and where they are if not here."""

import pytest
from playwright.async_api import Page, expect

from tests.probes.exporter.site import stub as stubs
from tests.probes.exporter.site.stub import StubExporter, ago

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_traces_and_their_spans(page: Page, stub: StubExporter, url: str) -> None:
    stub.spans[stubs.TRACE] = stubs.userinfo_spans()
    stub.traces["traces"] = [
        {
            "trace_id": stubs.TRACE if number == 0 else f"{number:032x}",
            "name": "/userinfo",
            "start": ago(minutes=number + 2),
            "duration_s": 0.184,
            "status": "error" if number == 1 else "unset",
            "spans": 8,
        }
        for number in range(12)
    ]
    await page.goto(url)
    links = page.locator("#traces-list a")
    await expect(links).to_have_count(10)
    await expect(links.nth(1)).to_contain_text("error")
    await links.first.focus()
    await page.keyboard.press("Enter")
    title = page.locator("#trace-title")
    await expect(title).to_have_text("/userinfo")
    await expect(title).to_be_focused()
    await expect(links.first).to_have_attribute("aria-current", "true")
    spans = page.locator("#waterfall > li")
    await expect(spans).to_have_count(8)
    await expect(spans.locator(".span-name").nth(3)).to_have_text("query find_member")
    await expect(spans.nth(4)).to_contain_text("(failed)")
    boxes = [await spans.locator(".span-bar").nth(place).bounding_box() for place in range(4)]
    root, child, grandchild = boxes[0], boxes[2], boxes[3]
    assert root
    assert child
    assert grandchild
    assert root["x"] < child["x"] < grandchild["x"]
    assert 0.6 < child["width"] / root["width"] < 0.68  # 118 of 184 ms
    await spans.first.locator("summary").click()
    await expect(spans.first).to_contain_text("outcome")
    await page.keyboard.press("Escape")
    await expect(page.locator("#trace")).to_be_hidden()


async def test_a_link_to_a_trace(page: Page, stub: StubExporter, url: str, pardoned: set[str]) -> None:
    pardoned.update({"404"})
    stub.spans[stubs.TRACE] = stubs.userinfo_spans()
    await page.goto(f"{url}#trace={stubs.TRACE}")
    await expect(page.locator("#waterfall > li")).to_have_count(8)
    await expect(page.locator("#trace-title")).to_be_in_viewport()
    await page.evaluate("location.hash = '#trace=0123456789abcdef0123456789abcdef'")
    note = page.locator("#trace-note")
    await expect(note).to_contain_text("No such trace is kept")
    await expect(page.locator("#trace-facts")).to_have_text("0123456789abcdef0123456789abcdef")
    await page.evaluate("location.hash = '#trace=%E0%A4%A'")
    await expect(page.locator("#trace-facts")).to_have_text("%E0%A4%A")


@pytest.mark.parametrize(
    ("kept_by", "words"), [("otlp", "OTEL_EXPORTER_OTLP_ENDPOINT"), (None, "does not answer"), ("memory", "No command")]
)
async def test_where_traces_are_when_there_are_none_here(
    page: Page, stub: StubExporter, url: str, kept_by: str | None, words: str
) -> None:
    stub.traces["kept_by"] = kept_by
    await page.goto(url)
    await expect(page.locator("#traces-note")).to_contain_text(words)
