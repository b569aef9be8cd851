"""The page for everybody: both themes, the keyboard, a phone."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.stub import ALERT, RUNNING, StubSandbox, message, with_controls

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


OUTLINED = """() => {
  const focused = document.activeElement;
  const shows = [focused, focused.closest("label"), focused.nextElementSibling].filter(Boolean);
  return focused === document.body || shows.some((one) => getComputedStyle(one).outlineStyle !== "none");
}"""
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > 360).map((one) => one.outerHTML.slice(0, 100))"""
# the texts whose contrast with the colours behind them is below 4.5 to 1; what is disabled may be faint
FAINT = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const over = (colour, below) => {
    canvas.fillStyle = `rgb(${below})`;
    canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const behind = (one) => {
    const chain = [];
    for (let at = one; at; at = at.parentElement) chain.unshift(getComputedStyle(at).backgroundColor);
    return chain.reduce((below, colour) => over(colour, below), [255, 255, 255]);
  };
  const light = (rgb) => {
    const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = rgb.map((part) => linear(part / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const shown = (one) => one.checkVisibility() && one.getBoundingClientRect().left >= 0;
  const texts = [...document.body.querySelectorAll("*")].filter((one) => shown(one) && !one.closest(":disabled, option")
    && [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim()));
  return texts.flatMap((one) => {
    const back = behind(one), text = over(getComputedStyle(one).color, back);
    const [high, low] = [light(back), light(text)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    return ratio < 4.5 ? [`${ratio.toFixed(2)} ${one.outerHTML.slice(0, 120)}`] : [];
  });
}"""


async def test_light_and_dark_by_the_system_and_by_the_switch(page: Page) -> None:
    dark = "rgb(14, 20, 18)"
    await page.emulate_media(color_scheme="dark")
    await expect(page.locator("body")).to_have_css("background-color", dark)
    await page.emulate_media(color_scheme="light")
    await expect(page.locator("body")).not_to_have_css("background-color", dark)
    await page.get_by_role("button", name="Change between the light and the dark theme").click()
    await expect(page.locator("body")).to_have_css("background-color", dark)
    await page.reload()
    await expect(page.locator("body")).to_have_css("background-color", dark)  # the choice is kept
    await page.evaluate("localStorage.clear()")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_every_text_is_readable(page: Page, stub: StubSandbox, theme: Literal["light", "dark"]) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 against what lies behind it, of all that is shown."""
    held = {"until": "2999-01-01T00:00:00+00:00", "why": "it crashed"}
    watch = {"deed": "kill", "seconds": 1.9, "running": False}
    stub.bot = RUNNING | {"held": held, "stopwatch": watch}
    stub.alerts = [message(1, "<@1> `code` and a [link](https://example.org)", embeds=[ALERT])]
    stub.faults = [{"target": "roblox", "kind": "timeout", "seconds_left": 9}]
    stub.outcome["messages"] = [with_controls("text")]
    await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    await page.get_by_role("button", name="Run /userinfo").click()
    await expect(page.locator("#answer .facts")).to_be_visible()
    await expect(page.locator("#bot-held")).to_be_visible()
    await expect(page.get_by_role("log").locator(".embed")).to_be_visible()
    assert await page.evaluate(FAINT) == []


async def test_everything_is_reached_by_keyboard(page: Page) -> None:
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to")).to_be_focused()
    reached = set()
    for _ in range(40):
        await page.keyboard.press("Tab")
        reached.add(await page.evaluate("document.activeElement.id || document.activeElement.name || ''"))
        assert await page.evaluate(OUTLINED), (
            f"{await page.evaluate('document.activeElement.outerHTML')} shows its focus"
        )
    assert reached >= {
        "persona", "language", "command", "channel", "option-member", "run", "theme",
        "bot-kill", "bot-freeze", "bot-restart", "alerts-log", "fault-target", "fault-seconds", "reset",
    }  # fmt: skip


async def test_on_a_phone_the_alerts_are_right_under_the_buttons(page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    kill, log = page.get_by_role("button", name="Kill as"), page.get_by_role("log")
    await kill.scroll_into_view_if_needed()
    above, below = await kill.bounding_box(), await log.bounding_box()
    assert above is not None
    assert below is not None
    assert 0 < below["y"] - above["y"] < 400, "both are seen at once"


async def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page, stub: StubSandbox, tmp_path: Path) -> None:
    stub.alerts = [message(1, embeds=[ALERT]), message(2, "x" * 300)]
    stub.outcome["messages"] = [with_controls("y" * 300)]
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.get_by_role("radio", name="Somebody else").check()
    await expect(page.locator("#answer .facts")).to_be_visible()
    await page.locator("#command").select_option("chat points add")
    await expect(page.get_by_role("log").locator(".message")).to_have_count(2)
    wide = await page.evaluate(TOO_WIDE)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360, wide
    await page.screenshot(path=tmp_path / "phone.png", full_page=True)
    for target in await page.locator("button:visible, select:visible, a.button:visible").all():
        box = await target.bounding_box()
        assert box is not None
        assert box["height"] >= 40  # what a thumb hits
