"""The status page in a real browser, against a stub exporter: what it says about every kind of trouble."""

import re
from datetime import datetime

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from probes.exporter.schedule.catalogue import checks
from tests.probes.exporter.site import stub as stubs
from tests.probes.exporter.site.stub import CHECKS, HOSTILE, StubExporter, ago, in_, incident

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


NEWS = "Ignis is not well: the database does not work and incident 10 is open (bot crashed)."


def sentence(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def row(page: Page, check: str) -> Locator:
    return page.locator("#checks-rows tr", has=page.locator("code", has_text=re.compile(f"^{check}$")))


def break_everything(stub: StubExporter) -> None:
    """A bot that is held back, a locked database, an open circuit, and the incident about the bot."""
    stub.program("bot", since=ago(minutes=1), hold={"until": in_(minutes=3), "reason": "budget"})
    stub.check("bot_liveness", "failing", reason="refused", detail="connection refused", latency_s=None)
    stub.check("database", "failing", reason="locked", detail="another writer holds it", since=ago(minutes=6))
    stub.check("circuits", "degraded", reason="circuit_open", detail="bloxlink is open", since=ago(minutes=9))
    stub.circuit("bloxlink", state="open", since=ago(minutes=9), until=in_(seconds=40), failures=3, last_error="503")
    past = [incident(n, "bot is back", resolved_at=ago(days=12 - n)) for n in range(11, 1, -1)]
    opened = incident(12, last_words="MemoryError", until=in_(minutes=3))
    stub.status |= {"status": "failing", "incidents": {"open": [opened], "recent": [opened, *past]}}


async def test_all_is_well(page: Page, stub: StubExporter, url: str) -> None:
    over = incident(3, "bot is back", opened_at=ago(hours=2), resolved_at=ago(hours=1))
    stub.status["incidents"]["recent"] = [over]
    await page.goto(url)
    await expect(sentence(page)).to_have_text("Ignis is well.")
    await expect(page).to_have_title("Well · Ignis")
    note = page.locator("#verdict-note")
    await expect(note).to_contain_text("15 of 15 checks pass, 4 of 4 programs run. Last trouble: bot is back,")
    await expect(note).to_contain_text("after 12 s.")
    await expect(page.locator("#troubles li, #steps li")).to_have_count(0)
    await expect(page.locator("#live")).to_have_text("Live")
    await expect(page.locator("#checks-rows th code")).to_have_text(list(CHECKS))
    await expect(page.locator("#checks-count")).to_have_text("15 ok")
    await expect(page.locator("#programs-list li").first).to_contain_text("pid 4200 · for 7 h")
    await expect(page.locator("#circuits-list li")).to_have_count(4)
    await expect(page.locator("#version")).to_have_text("0.1.0")
    folded = page.locator('[data-incident="3"]')
    await expect(folded.locator("summary")).to_contain_text("1 h ago")
    await expect(folded.locator(".body")).to_be_hidden()


async def test_what_became_of_role_changes_is_there_in_figures(page: Page, stub: StubExporter, url: str) -> None:
    await page.goto(url)
    figures = page.locator("#work-figures div")
    await expect(figures.locator("dd")).to_have_text(["120", "120", "0", "0", "0", "3.2 s", "42 of 42"])
    await expect(page.locator('#work-figures div:not([data-status="ok"])')).to_have_count(0)
    stub.status["work"] |= {"late": 2, "lost": 1, "slowest": None, "known": 1, "whole": False}
    await stub.tell()
    await expect(figures.locator("dd")).to_have_text(["120", "120", "0", "2", "1", "none", "1 of 42"])
    wrong = page.locator('#work-figures div:not([data-status="ok"]) dt')
    await expect(wrong).to_have_text(["Late", "Lost", "Members known"])
    stub.status["work"] = None
    await stub.tell()
    await expect(page.locator("#work-note")).to_contain_text("the bot does not answer")
    await expect(figures).to_have_count(0)


async def test_a_bot_that_is_held_back_with_everything_else_broken(page: Page, stub: StubExporter, url: str) -> None:
    break_everything(stub)
    await page.goto(url)
    told = re.compile(
        r"^Ignis is not well since .*\d\d:\d\d \(for 6 min\): "
        r"the bot waits to be started again, the database does not work, and 1 more\.$"
    )
    await expect(sentence(page)).to_have_text(told)
    await expect(page).to_have_title("NOT WELL · Ignis")
    troubles = page.locator("#troubles li")
    await expect(troubles).to_have_count(3)
    await expect(troubles.nth(0)).to_contain_text("held back: its budget of restarts is spent")
    await expect(troubles.nth(1)).to_contain_text("another writer holds it")
    steps = page.locator("#steps li")
    await expect(steps.nth(0)).to_have_text(re.compile(r"The bot is started again in (3 min|2 min \d+ s)"))
    await expect(steps.nth(1)).to_have_text(re.compile(r"Incident 12 \(bot crashed\): restarted \(pid 7849\)"))
    await expect(steps.nth(2)).to_have_text(re.compile(r"Bloxlink is asked again in \d+ s"))
    bot = page.locator("#programs-list li").first
    await expect(bot).to_contain_text("held back")
    countdown = bot.locator(".hold time")
    before = await countdown.inner_text()
    await expect(countdown).not_to_have_text(before)
    await expect(row(page, "database")).to_contain_text("locked: another writer holds it")
    first = page.locator("#circuits-list li").first
    await expect(first).to_contain_text("open: left alone")
    await expect(first).to_contain_text("3 failures")
    opened = page.locator('[data-incident="12"]')
    await expect(opened.locator(".body")).to_contain_text("killed by SIGKILL (pid 7695)")
    await expect(opened.locator("pre")).to_have_text("MemoryError")
    await expect(page.locator("#incidents-list > li")).to_have_count(7)
    await page.get_by_role("button", name="Show all 10").click()
    await expect(page.locator("#incidents-list > li")).to_have_count(11)


async def test_one_outage_has_one_beginning(page: Page, stub: StubExporter, url: str) -> None:
    """A bot freezes, is killed, is held back, starts and connects: the sentence changes, its moment does not."""
    began, told = ago(minutes=7, seconds=1), re.compile(r"\(for 7 min\)")
    stub.status["outage"] = {"since": began, "until": None}
    stub.check("bot_liveness", "failing", reason="timeout", since=began)
    await page.goto(url)
    await expect(sentence(page)).to_have_text(
        re.compile(r"^Ignis is not well since .* \(for 7 min\): the bot does not")
    )

    hung = incident(12, "bot hung", kind="hung", opened_at=ago(minutes=6))
    stub.status["incidents"]["open"] = [hung]
    stub.program("bot", since=ago(minutes=6), hold={"until": in_(minutes=1), "reason": "backoff", "crashes": 2})
    stub.check("bot_liveness", "failing", reason="not_running", since=ago(minutes=6))
    await stub.tell()
    await expect(sentence(page)).to_contain_text("the bot waits to be started again")
    words = "it ended unexpectedly (times in a row: 2)"
    await expect(page.locator("#troubles li").first).to_contain_text(f"held back: {words}")
    await expect(page.locator("#programs-list li").first).to_contain_text(words)
    await expect(sentence(page)).to_have_text(told)

    stub.program("bot", since=ago(minutes=5), hold=None)
    stub.check("bot_liveness", "ok", since=ago(seconds=2))
    stub.check("discord_gateway", "failing", reason="not_connected", since=ago(seconds=2))
    await stub.tell()
    await expect(sentence(page)).to_contain_text("the bot is not connected to Discord")
    await expect(sentence(page)).to_have_text(told)

    stub.check("discord_gateway", "ok", since=ago(seconds=1))
    stub.status["outage"] = {"since": began, "until": ago(seconds=1)}
    await stub.tell()
    await expect(sentence(page)).to_have_text(
        re.compile(r"^Ignis works, but .* \(for 7 min\): incident 12 is open \(bot hung\)\.$")
    )

    stub.status["incidents"]["open"] = []
    stub.check("roblox", "failing", reason="unreachable", since=ago(minutes=2))
    await stub.tell()
    await expect(sentence(page)).to_have_text(re.compile(r"\(for 2 min\): Roblox does not answer"))


async def test_what_people_do_not_feel_is_no_alarm(page: Page, stub: StubExporter, url: str) -> None:
    stub.check("roblox", "failing", reason="unreachable", detail="no route", since=ago(minutes=3))
    stub.check("bloxlink", "unknown", reason="not_configured", latency_s=None)
    stub.status["status"] = "failing"
    await page.goto(url)
    await expect(sentence(page)).to_have_text(
        re.compile(r"^Ignis works, but not everything does since .*: Roblox does not answer as it should\.$")
    )
    stub.check("roblox", "ok")
    await stub.tell()  # what was never configured takes nothing from a well Ignis
    await expect(sentence(page)).to_have_text("Ignis is well.")
    await expect(page.locator("#verdict-note")).to_contain_text("14 of 15 checks pass, 1 could not be asked")


async def test_a_way_on_which_alerts_do_not_leave_is_a_trouble(page: Page, stub: StubExporter, url: str) -> None:
    stub.status["incidents"]["webhook"] = {
        "state": "up",
        "since": ago(hours=1),
        "detail": "",
        "waiting": 0,
        "stored": True,
    }
    stub.status["incidents"]["roads"] = [
        {"kind": "ntfy", "waiting": 0, "dropped": 0, "failing_since": None, "why": None},
        {
            "kind": "email",
            "waiting": 2,
            "dropped": 0,
            "failing_since": ago(minutes=3),
            "why": "it refuses the account (535)",
        },
    ]
    await page.goto(url)
    await expect(sentence(page)).to_have_text(
        re.compile(r"^Ignis works, but not everything does since .*: e-mail cannot be told\.$")
    )
    stub.status["incidents"]["roads"] = []
    stub.status["incidents"]["webhook"]["state"] = "off"
    await stub.tell()
    await expect(sentence(page)).to_have_text(re.compile(r".*: the alert webhook is gone\.$"))


async def test_what_was_never_asked_for_is_missed_by_nobody(page: Page, stub: StubExporter, url: str) -> None:
    never = {"state": "STOPPED", "pid": None, "since": None, "hold": None}
    stub.status["programs"] += [{"name": "grafana", **never}, {"name": "prometheus", **never}]
    await page.goto(url)
    await expect(sentence(page)).to_have_text("Ignis is well.")
    await expect(page.locator("#verdict-note")).to_contain_text("4 of 4 programs run")
    await expect(page.locator("#programs-list li")).to_have_count(4)
    await expect(page.locator("#programs-idle")).to_have_text("Not in use: grafana, prometheus.")
    stub.program("relay", state="STOPPED", pid=None, since=ago(minutes=2))  # by somebody
    await stub.tell()
    await expect(sentence(page)).to_contain_text("the relay is stopped")


async def test_an_open_incident_is_told_while_all_checks_pass(page: Page, stub: StubExporter, url: str) -> None:
    """The bot is back, but not for long enough; and an alert of Prometheus about something nobody else knows of."""
    stub.status["incidents"]["open"] = [incident(10, opened_at=ago(seconds=90))]
    await page.goto(url)
    await expect(sentence(page)).to_have_text(
        re.compile(r"^Ignis works, but .* \(for 1 min\): incident 10 is open \(bot crashed\)\.$")
    )
    await expect(page.locator("#troubles li")).to_contain_text("killed by SIGKILL (pid 7695)")
    alert = incident(11, "too many retries", kind="alert", subject="alert:retries", tried=[])
    stub.status["incidents"]["open"] = [alert]
    await stub.tell()
    await expect(sentence(page)).to_contain_text("incident 11 is open (too many retries)")
    await expect(page.locator("#steps li")).to_have_text("Incident 11 (too many retries): nothing tried yet ")
    stub.check("database", "failing", reason="locked")
    await stub.tell()  # of which the alert most likely tells, too
    await expect(sentence(page)).to_have_text(re.compile(r"\): the database does not work\.$"))


async def test_programs_that_do_not_answer(page: Page, stub: StubExporter, url: str) -> None:
    stub.status |= {"programs": None, "circuits": None, "incidents": None}
    await page.goto(url)
    await expect(sentence(page)).to_have_text(
        "Ignis works, but not everything does: supervisord does not answer and the relay does not answer."
    )
    await expect(page.locator("#programs-note")).to_contain_text("supervisord does not answer")
    await expect(page.locator("#circuits-note")).to_contain_text("The bot does not answer")
    await expect(page.locator("#incidents-note")).to_contain_text("no alert is sent")


async def test_the_first_start(page: Page, stub: StubExporter, url: str) -> None:
    stub.past = stubs.no_history
    stub.status["circuits"] = []
    stub.status["status"] = "unknown"
    for name in CHECKS:
        stub.check(name, "unknown", reason="not_asked", since=None, last_run=None, next_run=None, latency_s=None)
    await page.goto(url)
    await expect(sentence(page)).to_have_text("The status of Ignis is unknown: bot: not asked yet.")
    await expect(row(page, "disk").locator(".last")).to_have_text("never")
    await expect(page.locator("#uptime-note")).to_contain_text("Nothing has been observed yet")
    await expect(page.locator("#latency-note")).to_contain_text("No answer of this check")
    await expect(page.locator("#incidents-note")).to_have_text("None yet.")
    await expect(page.locator('[data-subject="ignis"] rect.bar.none')).to_have_count(90)
    await expect(page.locator('[data-subject="ignis"] dd').first).to_have_text("–")  # noqa: RUF001  an en dash: no number


async def test_outside_text_stays_text_however_long(page: Page, stub: StubExporter, url: str) -> None:
    break_everything(stub)
    evil = HOSTILE + "x" * 400
    stub.check("database", "failing", reason="locked", detail=evil)
    stub.program("relay", name=evil, state=evil)
    stub.circuit("bloxlink", name=evil, last_error=evil)
    opened = incident(12, evil, tried=[evil], last_words=evil, causes=[{"at": ago(minutes=1), "text": evil}])
    stub.status["incidents"]["open"] = [opened]
    stub.status["version"] = evil
    stub.traces["traces"] = [
        {"trace_id": evil, "name": evil, "start": ago(seconds=5), "duration_s": 1.5, "status": "ok", "spans": 1}
    ]
    stub.spans[evil] = [
        stubs.span(1, evil, None, datetime.fromisoformat(ago(seconds=5)), (0, 9), attributes={evil: evil})
    ]
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto(url)
    for place in ("#troubles", "#programs-list", "#checks-rows", "#circuits-list", "#incidents-list", "#traces-list"):
        await expect(page.locator(place)).to_contain_text("<img src=x")
    await page.locator("#traces-list a").click()
    await expect(page.locator("#waterfall")).to_contain_text("<script>")
    await page.locator("#waterfall summary").click()
    assert await page.locator("main img, main script").count() == 0
    assert await page.evaluate(stubs.TOO_WIDE) == []


async def test_news_arrives_in_place(page: Page, stub: StubExporter, url: str) -> None:
    """Neither focus nor scroll nor what is unfolded is lost, and what did not change is not touched."""
    over = [incident(n, "bot is back", resolved_at=ago(hours=20 - n)) for n in range(9, 5, -1)]
    stub.status["incidents"]["recent"] = over
    await page.goto(url)
    summary = page.locator('[data-incident="7"] summary')
    await summary.click()
    await summary.focus()
    await page.evaluate("window.before = document.querySelector('[data-incident=\"7\"]')")
    scrolled = await page.evaluate("scrollY")
    assert scrolled > 0
    announcer = page.get_by_role("status")
    await expect(announcer).to_have_text("")
    opened = incident(10)
    stub.status["incidents"] = {"open": [opened], "recent": [opened, *over]}
    stub.check("database", "failing", reason="locked", detail="locked")
    await stub.tell()
    await expect(page.locator("#incidents-list > li")).to_have_count(5)
    await expect(page.locator("#incidents-list > li").first).to_contain_text("bot crashed")
    await expect(announcer).to_have_text(NEWS)
    await expect(summary).to_be_focused()
    await expect(page.locator('[data-incident="7"] .body')).to_be_visible()
    assert await page.evaluate("window.before.isConnected")
    await stub.tell()
    await expect(announcer).to_have_text(NEWS)  # once, not at each event


async def test_times_are_relative_with_the_moment_in_the_title(page: Page, stub: StubExporter, url: str) -> None:
    stub.check("disk", "ok", since="2026-01-02T03:04:05+00:00", last_run=ago(seconds=1))
    await page.goto(url)
    since = row(page, "disk").locator(".since time")
    await expect(since).to_have_attribute("title", "2026-01-02 03:04:05 UTC")
    await expect(since).to_have_text(re.compile(r"^\d+ d( \d+ h)? ago$"))
    last = row(page, "disk").locator(".last time")
    before = await last.inner_text()
    await expect(last).not_to_have_text(before)  # it grows older without any news


async def test_times_are_the_exporters_whatever_the_readers_clock_says(
    page: Page, stub: StubExporter, url: str
) -> None:
    await page.add_init_script("{ const real = Date.now; Date.now = () => real() - 3_600_000; }")
    stub.check("disk", "ok", last_run=ago(minutes=5))
    await page.goto(url)
    await expect(row(page, "disk").locator(".last")).to_have_text("5 min ago")


async def test_the_line_is_lost_and_comes_back(page: Page, stub: StubExporter, url: str, pardoned: set[str]) -> None:
    pardoned.update({"503", "ERR_"})
    await page.goto(url)
    await expect(page.locator("#live")).to_have_text("Live")
    await stub.hang_up()
    banner = page.locator("#lost")
    await expect(banner).to_contain_text("No connection to the exporter. What you see is")
    await expect(banner).to_contain_text("Trying again")
    await expect(page.locator("#live")).to_have_text("Not connected")
    await expect(page.get_by_role("status")).to_contain_text("The connection to the exporter is lost")
    await expect(sentence(page)).to_have_text("Ignis is well.")  # what was known stays, and is marked as old
    await expect(page.locator("html")).to_have_class("stale")
    stub.away = False
    stub.check("database", "failing", reason="full")
    await expect(sentence(page)).to_contain_text("the database does not work")
    await expect(banner).to_be_hidden()
    await expect(page.locator("html")).not_to_have_class("stale")

    await stub.hang_up()
    await expect(banner).to_be_visible()
    stub.away = False
    connections = stub.connections
    await page.get_by_role("button", name="Try now").click()
    await expect(banner).to_be_hidden()
    assert stub.connections > connections


async def test_the_browser_reads_the_generated_labels(page: Page, url: str) -> None:
    await page.goto(url)
    names: list[str] = await page.evaluate("import('/site/labels.js').then(({ CHECKS }) => Object.keys(CHECKS))")
    assert names == [check.name for check in checks()]


async def test_without_javascript_it_says_where_to_ask(browser: Browser, url: str) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(url)
    await expect(page.locator("noscript a").first).to_have_attribute("href", "/health")
    await expect(page.locator("noscript p")).to_contain_text("needs JavaScript")
    await context.close()


async def test_what_operators_said_and_did(page: Page, stub: StubExporter, url: str) -> None:
    await page.goto(url)
    banner, said = page.locator("#maintenance"), page.locator("#operators-list li")
    await expect(sentence(page)).to_have_text("Ignis is well.")
    await expect(banner).to_be_hidden()
    await expect(said).to_have_count(0)
    by = f"Vulkan {HOSTILE}"
    stub.status["incidents"] |= {
        "open": [incident(12, acknowledged_by=by, acknowledged_at=ago(minutes=1))],
        "pause": {"until": in_(minutes=30), "by": by, "at": ago(minutes=1), "why": "a new disk"},
        "silences": [{"subject": "check:disk", "until": in_(hours=1), "by": by, "at": ago(minutes=1), "why": ""}],
        "actions": [
            {"at": ago(minutes=1), "by": by, "discord_id": 42, "what": "acknowledge", "subject": "process:bot",
             "incident": 12, "until": None, "why": "I look at it"},
            {"at": ago(minutes=2), "by": "root", "discord_id": None, "what": "painted", "subject": None,
             "incident": None, "until": None, "why": ""},
        ],
    }  # fmt: skip
    await stub.tell()
    await expect(banner).to_have_text(
        re.compile(r"^Maintenance until .*\d\d:\d\d.*: a new disk \(Vulkan .*\)\. Nothing")
    )
    await expect(said).to_have_text(
        [
            re.compile(r"^check:disk is silenced until .*\(Vulkan .*\)$"),
            re.compile(r"^1 min ago Vulkan .* takes care of process:bot, incident 12: I look at it$"),
            "2 min ago root painted",
        ]
    )
    await expect(page.locator('[data-incident="12"] .body')).to_contain_text("takes care of it, since")
    await expect(banner.locator("img, script, b")).to_have_count(0)
    stub.status["incidents"] = {"open": [], "recent": []}
    await stub.tell()
    await expect(banner).to_be_hidden()
    await expect(page.locator("#operators")).to_be_hidden()
