"""What the bot answers: messages, and the buttons, menus and modals that go to it."""

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.stub import SCRIPT, StubSandbox, message, with_controls

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


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
