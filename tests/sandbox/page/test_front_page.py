"""The front page in a real browser, against a stub of the control API."""

import re
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect

from tests.sandbox.page.stub import RUNNING, SCRIPT, StubSandbox, message
from tests.support.programs.browser import chromium

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

ALERT = {
    "title": "🔴 Bot is down",
    "description": "Killed by signal 9.",
    "color": 0xE74C3C,
    "fields": [{"name": "Since", "value": "03:04:05", "inline": True}],
    "timestamp": "2026-01-02T03:04:05+00:00",
}

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


async def test_it_says_whether_the_bot_is_connected(page: Page, stub: StubSandbox) -> None:
    await expect(page.get_by_role("status")).to_have_text("Bot connected")
    stub.sessions = [{"id": "s", "connected": False}]
    await expect(page.get_by_role("status")).to_have_text("Bot not connected")


async def test_choosing_a_persona_shows_that_personas_card(page: Page, stub: StubSandbox) -> None:
    await page.get_by_role("radio", name="Tu'Shan").check()
    answer = page.locator("#answer")
    await expect(answer.locator("strong").last).to_have_text("Tu'Shan")
    await expect(answer).to_contain_text("<img src=x")  # as text
    await expect(answer).to_contain_text("Answered in 34 ms")
    await expect(answer).to_contain_text("only Tu'Shan can see this")
    own = {"as": "Tu'Shan", "channel": "servitor-terminal", "command": "userinfo", "options": {}}
    assert stub.acts == [("locale", {"as": "Tu'Shan", "locale": "en-US"}), ("slash", own)]


async def test_anybody_can_be_found_by_a_role(page: Page, stub: StubSandbox) -> None:
    await page.get_by_role("radio", name="Somebody else").check()
    roles = page.locator("#role")
    assert await roles.locator("option").all_inner_texts() == ["Any role", "Officer (2)", "Legionary (2)"]
    await roles.select_option("Officer")
    member = page.locator("#somebody")
    assert await member.locator("option").all_inner_texts() == ["Cassian", "Vulkan"]
    await member.select_option(label="Vulkan")
    await expect(page.locator("#answer")).to_contain_text("only Vulkan can see this")
    assert stub.did("slash")[-1]["as"] == "0"


async def test_the_menu_in_portuguese(page: Page, stub: StubSandbox) -> None:
    await page.get_by_role("radio", name="Português").check()
    command = page.locator("#command")
    await expect(command.locator("option").first).to_have_text("/ficha")
    assert await command.locator("option").all_inner_texts() == ["/ficha", "/points add", "Perfil", "Quote"]
    await expect(page.locator("#command-text")).to_have_text("Mostra a ficha de um membro")
    await expect(page.locator("#options label code")).to_have_text("membro")
    await page.get_by_role("button", name="Run /ficha").click()
    await expect(page.locator("#answer .facts")).to_be_visible()
    assert stub.did("locale") == [{"as": "Vulkan", "locale": "pt-BR"}]
    assert stub.did("slash")[0]["command"] == "userinfo"


async def test_a_command_with_every_type_of_option(page: Page, stub: StubSandbox) -> None:
    await page.locator("#command").select_option("chat points add")
    run = page.get_by_role("button", name="Run /points add")
    await run.click()
    assert stub.did("slash") == [], "the browser asks for what is needed first"
    await page.locator("#option-member").select_option(label="Cassian")
    amount = page.locator("#option-amount")
    await amount.fill("101")
    await run.click()
    assert stub.did("slash") == []
    assert await amount.evaluate("field => field.validity.rangeOverflow")
    await amount.fill("7")
    await page.locator("#option-reason").fill("bravery")
    await page.locator("#option-kind").select_option("War")
    await page.locator("#option-quiet").select_option("True")
    await page.locator("#option-role").select_option("Nobody's")
    await page.locator("#option-channel").select_option("legion-alerts")
    await page.locator("#option-factor").fill("0.75")
    await page.locator("#option-rank").fill("cap")
    await page.get_by_role("option", name="Captain").click()
    await run.click()
    await expect(page.locator("#answer .facts")).to_be_visible()
    assert stub.did("slash") == [
        {
            "as": "Vulkan",
            "channel": "servitor-terminal",
            "command": "points add",
            "options": {
                "member": "1", "amount": 7, "reason": "bravery", "kind": "War", "quiet": True, "rank": "captain",
                "role": "Nobody's", "channel": "legion-alerts", "factor": 0.75,
            },
        }
    ]  # fmt: skip


async def test_suggestions_come_from_the_bot_and_are_taken_with_the_keyboard(page: Page, stub: StubSandbox) -> None:
    await page.locator("#command").select_option("chat points add")
    await page.locator("#option-amount").fill("7")
    field = page.locator("#option-rank")
    listed = page.get_by_role("listbox").get_by_role("option")
    await field.focus()
    await expect(listed).to_have_count(2)
    await page.keyboard.type("cap")
    await expect(field).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("listbox")).to_be_hidden()
    await page.keyboard.press("ArrowDown")
    await expect(listed).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("option", name="Captain")).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Enter")
    await expect(field).to_have_value("Captain")
    asked = stub.did("autocomplete")[-1]
    assert (asked["command"], asked["option"], asked["options"]) == ("points add", "rank", {"amount": 7})
    assert stub.did("slash") == [], "Enter took the suggestion and sent nothing"
    stub.suggestions = []
    await field.fill("xyz")
    await expect(page.get_by_role("listbox")).to_contain_text("suggests nothing")


async def test_context_menus(page: Page, stub: StubSandbox) -> None:
    stub.alerts = [message(77, "who goes there")]
    await page.locator("#command").select_option("user Profile")
    await page.locator("#option-member").select_option(label="Tu'Shan")
    await page.get_by_role("button", name="Run Profile").click()
    await expect(page.locator("#answer .facts")).to_be_visible()
    await page.locator("#command").select_option("message Quote")
    await page.locator("#option-message").select_option(label="Ignis alerts: who goes there")
    await page.get_by_role("button", name="Run Quote").click()
    await expect(page.locator("#answer .facts")).to_be_visible()
    shared = {"as": "Vulkan", "channel": "servitor-terminal"}
    assert stub.did("context-menu") == [
        {**shared, "command": "Profile", "member": "2"},
        {**shared, "command": "Quote", "message": "77"},
    ]


async def test_what_a_member_does_not_see_is_said(page: Page, stub: StubSandbox) -> None:
    await expect(page.locator("#command-note")).to_contain_text("3 more are hidden from Vulkan")
    stub.commands, stub.hidden = [], 0
    await expect(page.locator("#command-note")).to_have_text("The bot has not registered any command yet.")
    await expect(page.locator("#run")).to_be_disabled()


def with_controls(text: str) -> dict[str, Any]:
    row = [
        {"type": 2, "style": 1, "label": "Refresh", "custom_id": "again"},
        {"type": 2, "style": 4, "label": "Never", "custom_id": "never", "disabled": True},
        {"type": 2, "style": 5, "label": "Elsewhere", "url": "https://example.org/"},
    ]
    options = [{"label": "Fire", "value": "f"}, {"label": "Ash", "value": "a", "description": "grey"}]
    menu = {"type": 3, "custom_id": "pick", "placeholder": "An element", "options": options}
    people = {"type": 5, "custom_id": "who", "placeholder": "A member"}
    rows = [{"type": 1, "components": each} for each in (row, [menu], [people])]
    return message(5, text, components=rows)


async def test_buttons_and_menus_of_an_answer_go_to_the_bot(page: Page, stub: StubSandbox) -> None:
    stub.outcome["messages"] = [with_controls("before")]
    stub.outcomes["click"] = stub.outcome | {"messages": [with_controls("after"), message(6, "a second one")]}
    await page.get_by_role("button", name="Run /userinfo").click()
    answer = page.locator("#answer")
    await expect(answer.get_by_role("button", name="Never")).to_be_disabled()
    await expect(answer.get_by_role("link", name="Elsewhere")).to_have_attribute("href", "https://example.org/")
    await answer.get_by_role("button", name="Refresh").press("Enter")
    await expect(answer.locator(".content").first).to_have_text("after")
    await expect(answer.locator(".message")).to_have_count(2)
    await expect(answer.get_by_role("button", name="Refresh")).to_be_focused()
    await answer.get_by_label("An element", exact=True).select_option("a")
    await answer.get_by_role("button", name="Choose: An element").click()
    await answer.get_by_label("A member", exact=True).select_option(label="Cassian")
    await answer.get_by_role("button", name="Choose: A member").click()
    await expect(answer.locator(".content").first).to_have_text("before")
    shared = {"as": "Vulkan", "channel": "servitor-terminal", "message": "5"}
    assert stub.did("click") == [{**shared, "custom_id": "again"}]
    await expect(answer).not_to_have_attribute("aria-busy", "true")
    assert stub.did("select") == [
        {**shared, "custom_id": "pick", "values": ["a"]},
        {**shared, "custom_id": "who", "values": ["1"]},
    ]


async def test_a_modal_is_filled_in_and_sent_with_enter_or_closed_with_escape(page: Page, stub: StubSandbox) -> None:
    stub.outcome |= {
        "messages": [],
        "interaction": "99",
        "modal": {
            "title": "Why?",
            "components": [
                {"type": 1, "components": [
                    {"type": 4, "style": 1, "custom_id": "why", "label": "Reason", "min_length": 2}
                ]},
                {"type": 18, "label": "More", "description": "if you like",
                 "component": {"type": 4, "style": 2, "custom_id": "more", "required": False, "value": "none"}},
                {"type": 18, "label": "Element", "component": {"type": 3, "custom_id": "element", "required": False,
                 "options": [{"label": "Fire", "value": "f"}]}},
            ],
        },
    }  # fmt: skip
    stub.outcomes["modal"] = {
        "acknowledged": True,
        "ephemeral": False,
        "latency_ms": 1,
        "messages": [message(1, "thanks")],
    }
    run = page.get_by_role("button", name="Run /userinfo")
    await run.click()
    dialog = page.get_by_role("dialog", name="Why?")
    await expect(dialog.get_by_label("Reason")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    assert stub.did("modal") == []
    await run.click()
    await dialog.get_by_label("Element").select_option("Fire")
    await dialog.get_by_label("Reason").fill("because")
    await page.keyboard.press("Enter")
    await expect(page.locator("#answer .content")).to_have_text("thanks")
    values = {"why": "because", "more": "none", "element": ["f"]}
    assert stub.did("modal") == [{"as": "Vulkan", "interaction": "99", "values": values}]


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
    await page.get_by_role("button", name="Reset", exact=True).click()
    await expect(page.locator("#reset-told")).to_have_text("Everything is as at the start.")
    assert stub.did("reset") == [{}]


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
    await expect(page.locator("#answer .facts")).to_be_visible()
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
    await page.get_by_role("button", name="End all faults").click()
    await expect(page.locator("#faults-active")).to_be_hidden()
    assert stub.faults == []


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
