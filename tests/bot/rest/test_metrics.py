"""The real program in the sandbox: its figures of requests are right after a card, a rate limit and an outage."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from tests.support.telemetry.measured_bot import REQUESTS, MeasuredBot, measured_bot
from tests.support.waiting import becomes

pytestmark = pytest.mark.asyncio(loop_scope="module")

CALLBACK = "/interactions/{id}/{token}/callback"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def measured(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[MeasuredBot]:
    async with measured_bot(tmp_path_factory.mktemp("bot")) as bot:
        yield bot


async def test_the_start_is_counted_from_its_first_request(measured: MeasuredBot) -> None:
    figures = await measured.figures()
    assert figures.of(REQUESTS, method="GET", route="/users/@me", status="200") == 1
    assert figures.of(REQUESTS, method="GET", route="/oauth2/applications/@me", status="200") == 1
    asked = figures.sum(REQUESTS)
    assert figures.sum("ignis_discord_request_duration_seconds_count") == asked
    assert figures.labels("route") & {"other"} == set(), "what the bot asks for has its route in the list"


async def test_the_requests_are_those_that_the_sandbox_has_answered(measured: MeasuredBot) -> None:
    await measured.sandbox.slash("Vulkan", "userinfo", member="Lok'ti")

    async def the_same() -> bool:
        figures = await measured.figures()
        done = sum(figures.sum(REQUESTS, status=status) for status in ("200", "204"))
        return done == len([each for each in measured.sandbox.served if each.status in (200, 204)])

    await becomes(the_same, "as many requests counted as answered")


async def test_a_card_is_an_answer_and_a_lookup_and_the_next_one_comes_from_memory(measured: MeasuredBot) -> None:
    before = await measured.calm()
    answers, asked = "ignis_discord_request_duration_seconds_count", {"method": "POST", "route": CALLBACK}
    assert (await measured.sandbox.slash("Vulkan", "userinfo", member="Tu'Shan"))["acknowledged"]
    had = before.sum(REQUESTS, **asked)
    after = await measured.until("the answer", answers, before.of(answers, route=CALLBACK) + 1, route=CALLBACK)
    assert after.sum(REQUESTS, **asked) == had + 1
    events, event = "ignis_gateway_events_total", "INTERACTION_CREATE"
    assert after.of(events, event=event) == before.of(events, event=event) + 1
    lookups = "ignis_account_lookups_total"
    assert after.of(lookups, result="miss") > 0
    assert after.of("ignis_accounts_remembered") > 0
    assert (await measured.sandbox.slash("Vulkan", "userinfo", member="Tu'Shan"))["acknowledged"]
    again = await measured.calm()
    assert again.of(lookups, result="fresh") > after.of(lookups, result="fresh")
    given = again.of(lookups, result="fresh") + again.of(lookups, result="stale")
    assert again.of("ignis_account_age_seconds_count") == given


async def test_a_limit_is_counted_by_its_scope_and_its_time_as_a_wait(measured: MeasuredBot) -> None:
    before = await measured.calm()
    commands = {"method": "GET", "route": "/applications/{id}/guilds/{id}/commands"}
    await measured.sandbox.control("faults", target="discord-rest", kind="status-429", seconds=0.5)
    assert await measured.repair("resync-commands") == 200
    after = await measured.figures()
    limited, waited = "ignis_discord_rate_limited_total", "ignis_discord_rate_limit_wait_seconds"
    assert after.of(limited, scope="shared") == before.of(limited, scope="shared") + 1
    assert after.of(REQUESTS, **commands, status="429") == before.of(REQUESTS, **commands, status="429") + 1
    assert after.of(REQUESTS, **commands, status="200") == before.of(REQUESTS, **commands, status="200") + 1
    assert 1 <= after.of(f"{waited}_sum") - before.of(f"{waited}_sum") < 10
    for scope in ("user", "global", "none"):
        assert after.of(limited, scope=scope) == before.of(limited, scope=scope)


async def test_an_outage_is_counted_as_requests_without_an_answer(measured: MeasuredBot) -> None:
    unanswered = {"route": "/applications/{id}/guilds/{id}/commands", "status": "no_answer"}
    await measured.calm()
    await measured.sandbox.control("faults", target="discord-rest", kind="disconnect", seconds=600)
    assert await measured.repair("resync-commands") == 500
    await measured.sandbox.http.delete("/sandbox/faults")
    assert (await measured.figures()).sum(REQUESTS, **unanswered) >= 1
