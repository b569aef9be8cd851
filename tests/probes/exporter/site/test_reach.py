"""That everybody can use the status page: by keyboard, on a phone, in both themes, without motion."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.probes.exporter.site import stub as stubs
from tests.probes.exporter.site.stub import StubExporter
from tests.probes.exporter.site.test_page import break_everything

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _everything(stub: StubExporter) -> None:
    """Something of every kind is on the page."""
    break_everything(stub)
    stub.past = stubs.chequered_history
    stub.spans[stubs.TRACE] = stubs.userinfo_spans()
    stub.traces["traces"] = [
        {
            "trace_id": f"{number:032x}",
            "name": "/userinfo",
            "start": stubs.ago(minutes=2),
            "duration_s": 0.184,
            "status": "error" if number == 1 else "unset",
            "spans": 8,
        }
        for number in range(12)
    ]


async def opened(page: Page, url: str) -> None:
    await page.goto(f"{url}#trace={stubs.TRACE}")
    await expect(page.locator("#waterfall > li")).to_have_count(8)
    await expect(page.locator("#latency-chart canvas")).to_have_count(1)
    await expect(page.locator("#traces-list a")).to_have_count(10)
    await expect(page.locator('[data-subject="ignis"] dd').last).to_have_text("99.64 %")


async def test_everything_is_reached_by_keyboard(page: Page, url: str) -> None:
    await page.goto(url)
    await expect(page.locator('[data-subject="ignis"]')).to_be_visible()
    await expect(page.locator("#traces-list a")).to_have_count(10)
    await page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.locator("#verdict")).to_be_focused()
    reached: list[str] = []
    for _ in range(70):
        await page.keyboard.press("Tab")
        place = await page.evaluate("""(() => {
            const active = document.activeElement;
            const seen = active.matches(".windows input") ? active.nextElementSibling : active;
            const marked = getComputedStyle(seen).outlineStyle !== "none" || active === document.body;
            return (active.closest("section")?.id ?? active.tagName) + (marked ? "" : " without a visible focus");
        })()""")
        reached.append(place)
    assert not [place for place in reached if "without" in place]
    assert list(dict.fromkeys(reached))[:4] == ["incidents", "uptime", "latency", "traces"]


async def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page, url: str, tmp_path: Path) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await opened(page, url)
    assert await page.evaluate(stubs.TOO_WIDE) == []
    for target in await page.locator(
        "button:visible, select:visible, a.button:visible, .windows span, .incidents summary"
    ).all():
        box = await target.bounding_box()
        assert box is not None
        assert box["height"] >= 40  # what a thumb hits
    await page.screenshot(path=tmp_path / "phone.png", full_page=True)


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_everything_can_be_read(page: Page, url: str, theme: str, stub: StubExporter, pardoned: set[str]) -> None:
    pardoned.update({"503", "ERR_"})
    await page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    await opened(page, url)
    ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(10, 15, 13)" if theme == "dark" else "rgb(239, 243, 240)")
    assert await page.evaluate(f"({CONTRAST})()") == []
    await stub.hang_up()
    await expect(page.locator("#lost")).to_be_visible()  # and all else is shown as old
    assert await page.evaluate(f"({CONTRAST})()") == []


async def test_the_measure_of_contrast_finds_what_is_too_faint(page: Page, url: str) -> None:
    await opened(page, url)
    await page.evaluate("document.getElementById('verdict-note').style.color = '#888'")
    (faint,) = await page.evaluate(f"({CONTRAST})()")
    assert "checks pass" in faint


async def test_nothing_moves_for_those_who_do_not_want_it(page: Page, url: str) -> None:
    running = "document.getAnimations().filter(one => one.playState === 'running').length"
    await opened(page, url)
    assert await page.evaluate(running) > 0
    await page.emulate_media(reduced_motion="reduce")
    assert await page.evaluate(running) == 0
    assert await page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


async def test_every_status_has_a_sign_of_its_own_and_words(page: Page, stub: StubExporter, url: str) -> None:
    stub.check("disk", "unknown", reason="not_asked")
    await opened(page, url)
    signs = {}
    for status in ("ok", "degraded", "failing", "unknown"):
        cell = page.locator(f'#checks-rows tr[data-status="{status}"] .status').first
        await expect(cell).to_have_text(status)
        signs[status] = await cell.locator("svg").inner_html()
    assert len(set(signs.values())) == 4
