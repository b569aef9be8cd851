"""Takes the pictures of the documentation again: `make pictures`.

Starts a stack in a temporary folder and uses it in a real browser: runs /userinfo in both languages, /why, /config
preview and /health, kills the bot, and waits until the alert is resolved. A stack that has only just begun has no past
to show, so it is given ninety days of one, written by the exporter's own code. The status page is taken while all is
well, in both themes, and on a phone while the bot, killed again, is held back.
"""

import asyncio
import io
import os
import shutil
import signal
import sys
import urllib.request
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, TimeoutError as PlaywrightTimeout, expect, sync_playwright

from ignis.runtime.base.clock import SystemClock
from ignis.runtime.drawing.png import png
from ignis.runtime.stack import sandbox_info
from probes.relay.incidents.incident import Acknowledgement, Cause, Incident, IncidentKind, Resolution
from probes.relay.notices.notice import Notice, NoticeKind, Telling
from probes.relay.notify.message import payload
from probes.relay.weekly.picture import drawn
from probes.relay.weekly.report import WEEKLY
from probes.relay.weekly.week import WeekHistory, week_of
from tests.support.programs.past import A_SEASON, remember
from tests.support.programs.stack import Stack, post, stack
from tests.support.waiting import wait_until

HERE = Path(__file__).parent
LOADED = """message => [...document.querySelectorAll(`[data-message-id="${message}"] img, [data-id="${message}"] img`)]
    .every(image => image.complete && image.naturalWidth > 0)"""
CARDS = {
    "recruit": "Seraphine of Hesiod",
    "at-cap": "Tu'Shan",
    "handpicked": "Iagon",
    "off-ladder": "Vulkan",
    "source-down": "Exor",
}
SLOW = "\N{HOURGLASS WITH FLOWING SAND}"
HELD = {"restarts": {"base_delay": 150, "max_delay": 300}}  # a second crash has to wait for long enough to be seen
OFFLINE = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("no Chromium here; install your system's package `chromium`")
    with stack(HELD) as running:
        asyncio.run(remember(running.home, A_SEASON, SystemClock(), days=90))
        running.up()
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium, args=OFFLINE)
            page = browser.new_page(
                viewport={"width": 1280, "height": 1480}, device_scale_factor=1.25, color_scheme="dark"
            )
            sandbox_page(running, page)
            answers(running, browser.new_page(viewport={"width": 720, "height": 1400}))
            cards(running, browser.new_page(viewport={"width": 900, "height": 1000}))
            status_page(running, browser)
            alerts(running, browser)
            week(running)
            browser.close()


def cards(running: Stack, page: Page) -> None:
    """Every kind of card in both languages, as `card-<kind>-<language>.png`."""
    sandbox = running.url("sandbox")
    # ten points beyond the limit, which the demo's points never reach
    running.slash("Vulkan", "points add", member="Tu'Shan", amount=37, reason="Held the breach at Prometheus")
    for language in ("en-US", "pt-BR"):
        post(f"{sandbox}/sandbox/locale", {"as": "Vulkan", "locale": language})
        for kind, member in CARDS.items():
            if kind == "source-down":
                post(f"{sandbox}/sandbox/faults", {"target": "bloxlink", "kind": "status-503", "seconds": 3})
            answer = wait_until(lambda: told(running, member, kind == "source-down"), f"{member}'s card")  # noqa: B023  it is over by then
            page.goto(f"{sandbox}/sandbox/channels/servitor-terminal/open?as=Vulkan")
            card(page, answer["messages"][0]["id"], HERE / f"card-{kind}-{language[:2]}.png")


def told(running: Stack, member: str, down: bool) -> dict[str, Any] | None:  # noqa: FBT001  a fact of the card
    """The card with its picture, and its Roblox account unless Bloxlink is down.

    On a busy machine the first one may come without them.
    """
    answer = running.slash("Vulkan", "userinfo", member=member)
    whole = bool(answer["messages"][0]["attachments"]) and (down or SLOW not in str(answer["messages"]))
    return answer if whole else None


def answers(running: Stack, page: Page) -> None:
    """What staff sees: what a change of the map would do, why members are who they are, and how everything is."""
    sandbox = running.url("sandbox")
    running.slash("Vulkan", "sync member", member="Emek")  # so that the account is known
    preview = running.slash("Vulkan", "config preview", role="Legionary", rank="Inductii")
    why = running.slash("Vulkan", "why", member="Emek")
    health = wait_until(lambda: pictured(running.slash("Vulkan", "health")), "/health with its picture")
    short = health["messages"][0]["id"]
    pressed = {"as": "Vulkan", "channel": "servitor-terminal", "message": short, "label": "Details"}
    details = post(f"{sandbox}/sandbox/click", pressed)
    page.goto(f"{sandbox}/sandbox/channels/servitor-terminal/open?as=Vulkan")
    card(page, short, HERE / "health.png")
    for name, answer in {"config-preview": preview, "why": why, "health-details": details}.items():
        shown = page.locator(f'[data-message-id="{answer["messages"][0]["id"]}"]').last
        shown.scroll_into_view_if_needed()
        shown.screenshot(path=HERE / f"{name}.png")


def alerts(running: Stack, browser: Browser) -> None:
    """Three alerts side by side, as a phone shows them: by the relay's own code, at moments that suit a picture."""
    info = sandbox_info.read(running.home)
    assert info is not None
    hook = info.alert_webhook.get_secret_value()
    page = browser.new_page(viewport={"width": 430, "height": 900}, color_scheme="dark")
    shots: list[Image.Image] = []
    for telling in told_alerts(SystemClock().now()):
        message = post(f"{hook}?wait=true", payload(telling))["id"]
        page.goto(f"{running.url('sandbox')}/sandbox/channels/legion-alerts/open?as=Vulkan")
        shown = page.locator(f'[data-message-id="{message}"]').last
        shown.scroll_into_view_if_needed()
        shots.append(Image.open(io.BytesIO(shown.locator(".embed, [class*=embed]").first.screenshot())).convert("RGB"))
    sheet = Image.new("RGB", (sum(one.width + 8 for one in shots), max(one.height for one in shots)), "#313338")
    left = 0
    for one in shots:
        sheet.paste(one, (left, 0))
        left += one.width + 8
    sheet.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(HERE / "alerts.png", optimize=True)


def told_alerts(now: datetime) -> list[Telling]:
    """A crash while it lasts and when it is over, and a red check that somebody takes care of."""
    begin = now - timedelta(seconds=95)
    died, again = Cause(begin, "killed by SIGKILL (pid 4711)"), Cause(begin + timedelta(seconds=55), "crashed (exit 1)")
    held = "held: it ended unexpectedly (times in a row: 2)"
    crash = Incident(
        17, "process:bot", "bot", IncidentKind.CRASHED, begin, deaths=2, causes=(died, again),
        tried=("started again (pid 4890)", held), until=now + timedelta(seconds=64),
        last_words="cannot open the member list: RuntimeError",
    )  # fmt: skip
    over = replace(crash, until=None, tried=(*crash.tried, "started again (pid 4999)")).resolved(now, Resolution.BACK)
    disk = Incident(
        18, "check:disk", "disk", IncidentKind.CHECK, begin, causes=(Cause(begin, "97 MiB of 20480 MiB free"),),
        acknowledged=Acknowledgement("Vulkan", now),
    )  # fmt: skip
    return [
        Telling(Notice(one.number, NoticeKind.INCIDENT, (one.number,), one.opened_at), (one,))
        for one in (crash, over, disk)
    ]


def week(running: Stack) -> None:
    """The picture of the weekly digest, from the history that the stack was given."""
    with urllib.request.urlopen(f"{running.url('exporter')}/history.json?window=7d", timeout=10) as answer:  # noqa: S310  loopback
        found = WeekHistory.parse(answer.read())
    assert found is not None
    words = WEEKLY["en"]
    (HERE / "week.png").write_bytes(png(drawn(week_of(found, "UTC"), words.title, words.weekdays)))


def pictured(answer: dict[str, Any]) -> dict[str, Any] | None:
    """The answer if all is well and it has a picture: on a busy machine it may be sent without."""
    (message,) = answer["messages"]
    return answer if message["attachments"] and "\N{LARGE GREEN CIRCLE} Everything works" in str(message) else None


def status_page(running: Stack, browser: Browser) -> None:
    """All is well: the upper half in dark, the lower one in light. Then on a phone, with a bot that is killed again."""
    for theme, top, bottom in (("dark", "header", '[data-subject="ignis"]'), ("light", "#uptime", "footer")):
        page = browser.new_page(viewport={"width": 1100, "height": 1000}, reduced_motion="reduce")
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        page.goto(running.url("exporter"))
        page.locator("#traces-list a", has_text="userinfo").first.click()
        expect(page.locator("#waterfall > li").nth(2)).to_be_visible()
        expect(page.locator('[data-subject="ignis"] dd').last).not_to_have_text("–")  # noqa: RUF001  an en dash: none
        expect(page.get_by_role("heading", level=1)).to_have_text("Ignis is well.", timeout=60_000)
        page.locator("#latency-check").select_option("discord_api")
        page.locator("#verdict").focus()
        stretch(page, top, bottom, HERE / f"status-{theme}.png")
        page.close()
    os.kill(running.pid("bot"), signal.SIGKILL)
    page = browser.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=1.5, color_scheme="dark")
    page.goto(running.url("exporter"))
    expect(page.locator(".hold time").first).to_be_visible()
    expect(page.locator("#steps")).to_contain_text("Incident")
    stretch(page, "header", "#programs", HERE / "status-phone.png")


def stretch(page: Page, top: str, bottom: str, file: Path) -> None:
    """The whole width of the page from one element to the end of another, in 256 colours."""
    first, last = page.locator(top).bounding_box(), page.locator(bottom).bounding_box()
    assert first
    assert last
    scrolled = page.evaluate("scrollY")
    width = page.evaluate("innerWidth")
    y = max(0, first["y"] + scrolled - 16)
    height = last["y"] + last["height"] + scrolled + 16 - y
    shot = page.screenshot(full_page=True, clip={"x": 0, "y": y, "width": width, "height": height})
    with Image.open(io.BytesIO(shot)) as taken:
        taken.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
            file, optimize=True
        )


def card(page: Page, message: str, file: Path) -> None:
    """The page takes eight pictures at a time and gives up on more: it is loaded again until all are there."""
    shown = page.locator(f'[data-message-id="{message}"]').last
    wait_until(lambda: loaded(page, shown, message), f"the pictures of {file.name}")
    shown.screenshot(path=file)


def loaded(page: Page, shown: Locator, message: str) -> bool:
    try:
        shown.scroll_into_view_if_needed()
        expect(shown.locator("img").first).to_be_visible(timeout=20_000)
        page.wait_for_function(LOADED, arg=message, timeout=10_000)
    except (AssertionError, PlaywrightTimeout):
        page.reload()
        return False
    return True


def sandbox_page(running: Stack, page: Page) -> None:
    """A card, and the bot killed on the page: the stopwatch, and its alert, over and done with."""
    before = running.pid("bot")
    page.goto(running.url("ui"))
    page.get_by_role("button", name="Kill as a crash would").click()
    running.ready_again("bot", before)
    wait_until(lambda: any("back" in str(alert["embeds"]) for alert in running.alerts()), "the alert resolved")
    page.get_by_role("radio", name="Tu'Shan").check()
    expect(page.get_by_text("— TERMINAL:")).to_be_visible()
    page.wait_for_function(LOADED, arg=page.locator("#answer [data-id]").first.get_attribute("data-id"))
    expect(page.get_by_text("bot is back")).to_be_visible()
    expect(page.get_by_text("Killed: back after")).to_be_visible()
    page.screenshot(path=HERE / "sandbox.png")


if __name__ == "__main__":
    main()
