"""Takes the pictures of the documentation anew: `make pictures`.

Starts a stack in a temporary folder and uses it in a real browser: runs /userinfo in both languages, /why, /config
preview and /health, kills the bot, and waits until the alert is resolved. A stack that has only just begun has no past
to show, so it is given a week of one, written by the exporter's own code.
"""

import asyncio
import os
import shutil
import signal
import sys
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from ignis.runtime.clock import SystemClock
from tests.support.past import A_DAY, remember
from tests.support.stack import Stack, eventually, post, stack

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
    with stack() as running:
        asyncio.run(remember(running.home, A_DAY, SystemClock()))
        running.up()
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium, args=OFFLINE)
            page = browser.new_page(viewport={"width": 1280, "height": 960}, device_scale_factor=1.5)
            sandbox_page(running, page)
            answers(running, browser.new_page(viewport={"width": 720, "height": 1400}))
            cards(running, browser.new_page(viewport={"width": 900, "height": 1000}))
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
            answer = running.slash("Vulkan", "userinfo", member=member)
            page.goto(f"{sandbox}/sandbox/channels/servitor-terminal/open?as=Vulkan")
            card(page, answer["messages"][0]["id"], HERE / f"card-{kind}-{language[:2]}.png")


def answers(running: Stack, page: Page) -> None:
    """What staff is told: what a change of the map would do and why a member is who they are, and how everything is."""
    sandbox = running.url("sandbox")
    running.slash("Vulkan", "sync member", member="Emek")  # so that the account is known
    preview = running.slash("Vulkan", "config preview", role="Legionary", rank="Inductii")
    why = running.slash("Vulkan", "why", member="Emek")
    health = running.slash("Vulkan", "health")
    short = health["messages"][0]["id"]
    pressed = {"as": "Vulkan", "channel": "servitor-terminal", "message": short, "label": "Details"}
    details = post(f"{sandbox}/sandbox/click", pressed)
    page.goto(f"{sandbox}/sandbox/channels/servitor-terminal/open?as=Vulkan")
    card(page, short, HERE / "health.png")
    for name, answer in {"config-preview": preview, "why": why, "health-details": details}.items():
        shown = page.locator(f'[data-message-id="{answer["messages"][0]["id"]}"]').last
        shown.scroll_into_view_if_needed()
        shown.screenshot(path=HERE / f"{name}.png")


def card(page: Page, message: str, file: Path) -> None:
    shown = page.locator(f'[data-message-id="{message}"]').last
    shown.scroll_into_view_if_needed()
    expect(shown.locator("img").first).to_be_visible()
    page.wait_for_function(LOADED, arg=message)
    shown.screenshot(path=file)


def sandbox_page(running: Stack, page: Page) -> None:
    """A card, and the alert about a killed bot, over and done with."""
    before = running.pid("bot")
    os.kill(before, signal.SIGKILL)
    running.ready_again("bot", before)
    eventually(lambda: any("back" in str(alert["embeds"]) for alert in running.alerts()), "the alert resolved")
    page.goto(running.url("ui"))
    page.get_by_label("Tu'Shan").check()
    page.get_by_role("button", name="Run /userinfo").click()
    expect(page.get_by_text("— TERMINAL:")).to_be_visible()
    page.wait_for_function(LOADED, arg=page.locator("[data-id]").first.get_attribute("data-id"))
    expect(page.get_by_text("bot is back")).to_be_visible()
    page.screenshot(path=HERE / "sandbox.png")


if __name__ == "__main__":
    main()
