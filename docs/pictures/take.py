"""Takes the pictures of the documentation anew: `make pictures`.

Starts a stack in a temporary folder, uses it in a real browser, kills the bot, and waits until the alert is resolved.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.support.stack import Stack, eventually, stack

HERE = Path(__file__).parent
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
    with stack() as running, sync_playwright() as play:
        running.up()
        browser = play.chromium.launch(executable_path=chromium, args=OFFLINE)
        page = browser.new_page(viewport={"width": 1280, "height": 960}, device_scale_factor=1.5)
        sandbox_page(running, page)
        browser.close()


def sandbox_page(running: Stack, page: Page) -> None:
    """A card, and the alert about a killed bot, over and done with."""
    before = running.pid("bot")
    os.kill(before, signal.SIGKILL)
    running.ready_again("bot", before)
    eventually(lambda: any("back" in str(alert["embeds"]) for alert in running.alerts()), "the alert resolved")
    page.goto(running.url("ui"))
    page.get_by_label("Tu'Shan").check()
    page.get_by_role("button", name="Run /userinfo").click()
    expect(page.get_by_text("TERMINAL").first).to_be_visible()
    expect(page.get_by_text("bot is back")).to_be_visible()
    page.screenshot(path=HERE / "sandbox.png")


if __name__ == "__main__":
    main()
