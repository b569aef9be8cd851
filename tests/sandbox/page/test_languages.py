"""The page speaks English and Portuguese, and the interactions with it."""

import json
import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from probes.restarts.policy import HOLD_LABELS
from tests.sandbox.page.stub import PAGE, RUNNING, StubSandbox, message, with_controls

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_the_menu_in_portuguese(page: Page, stub: StubSandbox) -> None:
    await page.get_by_role("radio", name="Português").check()
    command = page.locator("#command")
    await expect(command.locator("option").first).to_have_text("/ficha")
    assert await command.locator("option").all_inner_texts() == ["/ficha", "/points add", "Perfil", "Quote"]
    await expect(page.locator("#command-text")).to_have_text("Mostra a ficha de um membro")
    await expect(page.locator("#options label code")).to_have_text("membro")
    await page.get_by_role("button", name="Executar /ficha").click()
    await expect(page.locator("#answer .facts")).to_be_visible()
    assert stub.did("locale") == [{"as": "Vulkan", "locale": "pt-BR"}]
    assert stub.did("slash")[0]["command"] == "userinfo"


def texts(language: str) -> dict[str, str]:
    """Of a file that is JSON but for its first words and its last character."""
    content = (PAGE / "texts" / f"{language}.js").read_text(encoding="utf-8")
    read: dict[str, str] = json.loads(content.removeprefix("export default ").removesuffix(";\n"))
    return read


ENGLISH, PORTUGUESE = texts("en"), texts("pt-BR")
NAMES = {"target.bloxlink", "target.roblox-cloud"}  # which are not translated


async def test_both_languages_say_the_same_with_the_same_values() -> None:
    assert ENGLISH.keys() == PORTUGUESE.keys()
    values = re.compile(r"`?\{\w+\}`?")
    unlike = [key for key in ENGLISH if sorted(values.findall(ENGLISH[key])) != sorted(values.findall(PORTUGUESE[key]))]
    assert unlike == []
    alike = {key for key in ENGLISH if ENGLISH[key] == PORTUGUESE[key]}
    assert alike == NAMES


async def test_the_page_begins_with_the_english_texts() -> None:
    html = (PAGE / "index.html").read_text(encoding="utf-8")
    shown = re.findall(r'data-say="([^"]+)"[^>]*>([^<]*)<', html)
    shown += [(key, label) for label, key in re.findall(r'aria-label="([^"]*)" data-say-label="([^"]+)"', html)]
    assert len(shown) == html.count("data-say") > 50
    assert [(key, text) for key, text in shown if ENGLISH.get(key) != text] == []


async def test_every_text_is_said_somewhere_and_every_key_is_known() -> None:
    sources = "".join(each.read_text(encoding="utf-8") for each in (*PAGE.glob("*.js"), PAGE / "index.html"))
    families = {
        "target.",
        "kind.",
        "held.",
        "away.",
        "back.",
        "bot.",
        "command.",
        "answer.none.",
    }  # `say(`kind.${kind}`)`
    said = set(re.findall(r'"([a-z0-9.-]+)"', sources))
    assert [key for key in ENGLISH if key not in said and not any(map(key.startswith, families))] == []
    keys = set(re.findall(r'(?:say|tell|telling)\((?:[^"`()]|\([^()]*\)|"\w+")*?"([a-z-]+\.[a-z0-9.-]+)"', sources))
    assert keys - ENGLISH.keys() == set()
    ways = json.loads((PAGE / "faults.json").read_text(encoding="utf-8"))
    assert {f"target.{name}" for name in ways} == {key for key in ENGLISH if key.startswith("target.")}
    kinds = {f"kind.{kind}" for of_one in ways.values() for kind in of_one}
    assert kinds == {key for key in ENGLISH if key.startswith("kind.")}
    assert {f"held.{reason}": why for reason, why in HOLD_LABELS.items()}.items() <= ENGLISH.items()


async def test_the_whole_page_changes_its_language_with_what_it_shows(page: Page, stub: StubSandbox) -> None:
    held = {"until": (datetime.now(UTC) + timedelta(minutes=5)).isoformat(), "reason": "budget", "why": "spent"}
    watch = {"deed": "kill", "seconds": 1234.5, "running": False}
    stub.bot = RUNNING | {"state": "held", "pid": None, "held": held, "stopwatch": watch}
    stub.faults = [{"target": "roblox", "kind": "timeout", "seconds_left": 9}]
    stub.alerts = [message(1, "an alert", edited_timestamp="2026-01-02T03:04:09+00:00")]
    stub.outcome["messages"] = [with_controls("text")]
    await page.get_by_role("button", name="Run /userinfo").click()
    await expect(page.locator("#answer .facts")).to_be_visible()
    await expect(page.locator("#stopwatch-time")).to_have_text("1234.5 s")
    await page.get_by_role("radio", name="Português").check()
    await expect(page.locator("html")).to_have_attribute("lang", "pt-BR")
    for where, told in {
        "#try-title": "Usar o bot",
        "#status-text": "Bot conectado",
        "#answer .facts": "Respondido em 34 ms",
        "#bot-text": "O bot está parado e retido.",
        "#bot-held-text": "seu limite de reinícios foi gasto",
        "#stopwatch": "Morto: de volta após 1234,5 s",
        "#faults": "Nunca responder",
        "#alerts .edited": "(editado)",
        "#fault-target": "A API do Discord",
        "#fault-kinds": "Derrubar conexões",
        "#personas": "Vulkan, disse ele",
        "#role": "Qualquer cargo",
        "#run": "Executar /ficha",
        "#command-note": "Não aparecem para Vulkan, como no Discord: 2 para administradores, 1 para a equipe.",
        "#channels": "como Vulkan",
    }.items():
        await expect(page.locator(where)).to_contain_text(told)
    await expect(page.get_by_role("button", name="Alternar entre o tema")).to_have_text("☾ Escuro")
    changing = [text for key, text in ENGLISH.items() if "{" not in text and key not in NAMES]
    assert await page.evaluate(STILL_SHOWN, changing) == []
    await page.get_by_role("radio", name="English").check()
    await expect(page.locator("#bot-held-text")).to_contain_text("its budget of restarts is spent")


async def test_the_times_of_alerts_are_in_the_alerts_language(page: Page, stub: StubSandbox) -> None:
    stub.alerts = [message(1, f"Next start <t:{int(time.time()) + 7200}:R>")]
    await page.get_by_role("radio", name="Português").check()
    log = page.get_by_role("log")
    await expect(log.locator(".content")).to_have_text(re.compile(r"^Next start in \d hours?$"))
    await expect(log).to_have_attribute("lang", "en")


STILL_SHOWN = """(texts) => {
  const own = [...document.body.querySelectorAll("*")]
    .filter((one) => one.checkVisibility() && !one.closest(".message, noscript"));
  const shown = own.flatMap((one) => [one.getAttribute("aria-label"), ...[...one.childNodes]
    .filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent.trim())]);
  return shown.filter((text) => texts.includes(text));
}"""


async def test_the_language_is_kept_and_is_the_browsers_at_first(
    page: Page, stub: StubSandbox, browser: Browser
) -> None:
    await page.get_by_role("radio", name="Português").check()
    await page.reload()
    await expect(page.locator("#try-title")).to_contain_text("Usar o bot")
    await page.get_by_role("button", name="Executar /ficha").click()
    await expect(page.locator("#answer .facts")).to_be_visible()
    assert stub.did("locale") == [{"as": "Vulkan", "locale": "pt-BR"}]
    await page.evaluate("localStorage.clear()")
    for locale, title in {"pt-PT": "Usar o bot", "de-DE": "Use the bot"}.items():
        elsewhere = await browser.new_page(locale=locale)
        await elsewhere.goto(page.url)
        await expect(elsewhere.locator("#try-title")).to_contain_text(title)
        await elsewhere.close()
