"""Who acts, which command, and what is asked for it."""

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.stub import RUNNING, StubSandbox, message

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_it_says_whether_the_bot_is_connected(page: Page, stub: StubSandbox) -> None:
    await expect(page.get_by_role("status")).to_have_text("Bot connected")
    stub.sessions = [{"id": "s", "connected": False}]
    status = page.get_by_role("status")
    await expect(status).to_have_text("Bot not connected")
    for state, told in {"starting": "Bot starting…", "held": "Bot down, held back"}.items():
        stub.bot = RUNNING | {"state": state, "connected": False}
        await expect(status).to_have_text(told)
    stub.sessions, stub.bot = [{"id": "s", "connected": True}], RUNNING | {"state": "frozen"}
    await expect(status).to_have_text("Bot frozen")
    await expect(status).to_have_attribute("data-state", "down")


@pytest.mark.parametrize(
    ("bot", "why"),
    [
        ({"state": "frozen"}, ": the bot was frozen."),
        ({"state": "held", "connected": False}, ": the bot was down, and held back."),
        ({"state": "starting", "connected": False}, ": the bot was starting."),
        ({"state": "unknown", "kept": False, "connected": False}, ": the bot was not connected."),
        ({}, ", although the bot is connected."),
    ],
)
async def test_no_answer_says_what_the_bot_did(page: Page, stub: StubSandbox, bot: dict[str, object], why: str) -> None:
    stub.bot = RUNNING | {"pid": 77} | bot
    stub.outcome |= {"acknowledged": False, "latency_ms": 3000}
    await expect(page.locator("#bot")).to_have_attribute("data-state", str(stub.bot["state"]))
    await expect(page.locator("#commands code").first).to_contain_text("77")
    await page.get_by_role("button", name="Run /userinfo").click()
    await expect(page.locator("#answer .error")).to_have_text(f"The application did not respond (3000 ms){why}")


async def test_choosing_a_persona_shows_that_personas_card(page: Page, stub: StubSandbox) -> None:
    await page.get_by_role("radio", name="Tu'Shan").check()
    answer = page.locator("#answer")
    await expect(answer.locator("strong").last).to_have_text("Tu'Shan")
    await expect(answer).to_contain_text("<img src=x")  # as text
    await expect(answer).to_contain_text("Answered in 34 ms")
    await expect(answer).to_contain_text("only Tu'Shan can see this")
    own = {"as": "Tu'Shan", "channel": "servitor-terminal", "command": "userinfo", "options": {}}
    assert stub.acts == [("locale", {"as": "Tu'Shan", "locale": "en-US"}), ("slash", own)]


async def test_the_persona_that_is_chosen_from_the_start_shows_its_card_as_well(page: Page, stub: StubSandbox) -> None:
    await expect(page.get_by_role("radio", name="Vulkan")).to_be_checked()
    await page.get_by_text("Vulkan, he said").click()
    await expect(page.locator("#answer")).to_contain_text("only Vulkan can see this")
    await page.get_by_role("radio", name="Tu'Shan").check()
    await expect(page.locator("#answer")).to_contain_text("only Tu'Shan can see this")
    assert [body["as"] for body in stub.did("slash")] == ["Vulkan", "Tu'Shan"]


async def test_anybody_can_be_found_by_a_role(page: Page, stub: StubSandbox) -> None:
    await page.get_by_role("radio", name="Somebody else").check()
    roles = page.locator("#role")
    await expect(roles.locator("option")).to_have_text(["Any role", "Officer (2)", "Legionary (2)", "Nobody's (0)"])
    await roles.select_option("Officer")
    member = page.locator("#somebody")
    assert await member.locator("option").all_inner_texts() == ["Cassian", "Vulkan"]
    await member.select_option(label="Vulkan")
    await expect(page.locator("#answer")).to_contain_text("only Vulkan can see this")
    assert stub.did("slash")[-1]["as"] == "0"


async def test_a_role_that_nobody_has_is_acted_as_by_somebody_new(page: Page, stub: StubSandbox) -> None:
    await page.get_by_role("radio", name="Somebody else").check()
    await expect(page.locator("#answer .facts")).to_be_visible()
    join = page.get_by_role("button", name="Let somebody with this role join")
    await expect(join).to_be_hidden()
    await page.locator("#role").select_option("Nobody's")
    await expect(page.locator("#somebody option")).to_have_text(["Nobody has this role"])
    await expect(page.locator("#run")).to_be_disabled()
    await expect(page.locator("#answer")).to_be_empty()  # nothing of the last person
    await expect(page.locator("#command-note")).to_be_hidden()
    await join.press("Enter")
    await expect(page.locator("#answer")).to_contain_text("only New Nobody's can see this")
    await expect(join).to_be_hidden()
    await expect(page.locator("#somebody")).to_be_focused()
    await expect(page.locator("#run")).to_be_enabled()
    await expect(page.locator("#role option:checked")).to_have_text("Nobody's (1)")
    assert stub.did("join") == ["New Nobody's"]
    assert stub.did("member") == [{"actor": "Vulkan", "member": "4", "add_roles": ["Nobody's"], "remove_roles": []}]
    assert stub.did("slash")[-1]["as"] == "4"


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
    note = page.locator("#command-note")
    await expect(note).to_have_text("Hidden from Vulkan, as on Discord: 2 for administrators, 1 for staff.")
    stub.hidden = stub.hidden | {"staff": 0}
    await expect(note).to_have_text("Hidden from Vulkan, as on Discord: 2 for administrators.")
    stub.hidden = stub.hidden | {"administrators": 0}
    await expect(note).to_be_hidden()
    stub.commands = []
    await expect(page.locator("#command-note")).to_have_text("The bot has not registered any command yet.")
    await expect(page.locator("#run")).to_be_disabled()


async def test_channels_open_as_the_persona_in_a_new_tab(page: Page) -> None:
    link = page.get_by_role("link", name="#servitor-terminal")
    await expect(link).to_have_attribute("href", "/sandbox/channels/servitor-terminal/open?as=Vulkan")
    await page.get_by_role("radio", name="Tu'Shan").check()
    await expect(page.locator("#answer .facts")).to_be_visible()
    await expect(link).to_have_attribute("href", "/sandbox/channels/servitor-terminal/open?as=Tu'Shan")
    await expect(link).to_have_attribute("target", "_blank")
