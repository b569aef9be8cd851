"""The real program in the sandbox: after a card, a change of roles, a lost gateway, a limit, its figures are right."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from tests.support.programs.program import Program, ready_in
from tests.support.servers.sandbox import RunningSandbox, running_sandbox
from tests.support.telemetry.figures import Figures
from tests.support.waiting import becomes

pytestmark = pytest.mark.asyncio(loop_scope="module")

CALLBACK = "/interactions/{id}/{token}/callback"
REQUESTS = "ignis_discord_requests_total"


@dataclass
class Watched:
    bot: Program
    sandbox: RunningSandbox

    async def figures(self) -> Figures:
        return Figures(await self.bot.text("/metrics"))

    async def until(self, what: str, name: str, value: float, **labels: str) -> Figures:
        """When a figure has become `value`."""

        async def reached() -> Figures | None:
            figures = await self.figures()
            return figures if figures.of(name, **labels) == value else None

        return await becomes(reached, f"{what}: {(await self.figures()).of(name, **labels)} becomes {value}", within=20)

    async def calm(self) -> Figures:
        """When nothing is going on."""

        async def nothing() -> bool:
            sync = (await self.bot.get("/state"))[1]["sync"]
            return await self.bot.ready() and sync["last_round"] and not (sync["quiet"] or sync["writing"])

        await becomes(nothing, "nothing is going on", within=30)
        return await self.figures()

    async def repair(self, name: str) -> int:
        """The status of the answer."""
        token = self.bot.home.control_token_file.read_text(encoding="utf-8").strip()
        headers = {"Authorization": f"Bearer {token}"}
        async with self.bot.http.post(f"{self.bot.url}/repair/{name}", headers=headers) as answer:
            return answer.status


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def watched(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Watched]:
    async with (
        running_sandbox() as sandbox,
        ready_in(sandbox, tmp_path_factory.mktemp("bot"), sync={"quiet": 0.2}) as bot,
    ):
        yield Watched(bot, sandbox)


async def test_the_start_is_counted_from_its_first_request(watched: Watched) -> None:
    figures = await watched.figures()
    assert figures.of(REQUESTS, method="GET", route="/users/@me", status="200") == 1
    assert figures.of(REQUESTS, method="GET", route="/oauth2/applications/@me", status="200") == 1
    assert figures.of("ignis_gateway_events_total", event="READY") >= 1
    assert figures.of("ignis_gateway_connects_total", how="identify") >= 1
    asked = figures.sum(REQUESTS)
    assert figures.sum("ignis_discord_request_duration_seconds_count") == asked
    assert figures.labels("route") & {"other"} == set(), "what the bot asks for has its route in the list"


async def test_the_requests_are_those_that_the_sandbox_has_answered(watched: Watched) -> None:
    await watched.sandbox.slash("Vulkan", "userinfo", member="Lok'ti")

    async def the_same() -> bool:
        figures = await watched.figures()
        done = sum(figures.sum(REQUESTS, status=status) for status in ("200", "204"))
        return done == len([each for each in watched.sandbox.served if each.status in (200, 204)])

    await becomes(the_same, "as many requests counted as answered")


async def test_a_card_is_an_answer_and_a_lookup_and_the_next_one_comes_from_the_memory(watched: Watched) -> None:
    before = await watched.calm()
    answers, asked = "ignis_discord_request_duration_seconds_count", {"method": "POST", "route": CALLBACK}
    assert (await watched.sandbox.slash("Vulkan", "userinfo", member="Tu'Shan"))["acknowledged"]
    had = before.sum(REQUESTS, **asked)
    after = await watched.until("the answer", answers, before.of(answers, route=CALLBACK) + 1, route=CALLBACK)
    assert after.sum(REQUESTS, **asked) == had + 1
    events, event = "ignis_gateway_events_total", "INTERACTION_CREATE"
    assert after.of(events, event=event) == before.of(events, event=event) + 1
    lookups = "ignis_account_lookups_total"
    assert after.of(lookups, result="miss") > 0
    assert after.of("ignis_accounts_remembered") > 0
    assert (await watched.sandbox.slash("Vulkan", "userinfo", member="Tu'Shan"))["acknowledged"]
    again = await watched.calm()
    assert again.of(lookups, result="fresh") > after.of(lookups, result="fresh")
    given = again.of(lookups, result="fresh") + again.of(lookups, result="stale")
    assert again.of("ignis_account_age_seconds_count") == given


async def test_a_change_of_roles_is_an_update_and_a_write(watched: Watched) -> None:
    before = await watched.calm()
    updates, events = "ignis_sync_updates_total", "ignis_gateway_events_total"
    had = before.of(updates, change="roles")
    nicknames = before.of(updates, change="nickname")
    writes = {"method": "PATCH", "route": "/guilds/{id}/members/{id}", "status": "200"}
    change = {"add_roles": ["Legion Elite"], "remove_roles": ["Legionary"]}
    await watched.sandbox.control("member", actor="Cassian", member="Tu'Shan", **change)
    await watched.until("the change", updates, had + 1, change="roles")
    after = await watched.until("the nickname", REQUESTS, before.of(REQUESTS, **writes) + 1, **writes)
    assert after.of(events, event="GUILD_MEMBER_UPDATE") > before.of(events, event="GUILD_MEMBER_UPDATE")
    assert after.of(updates, change="nickname") == nicknames, "its own nickname is no news"
    await watched.sandbox.control("member", actor="Cassian", member="Zadar", nick="somebody else")
    await watched.until("a nickname", updates, nicknames + 1, change="nickname")


async def test_a_lost_gateway_is_resumed_and_costs_no_identify_a_lost_session_does(watched: Watched) -> None:
    connects, left = "ignis_gateway_connects_total", "ignis_gateway_identifies_left"
    limit = "ignis_gateway_identifies_limit"
    await watched.calm()
    before = await watched.until("Discord's limit", limit, 1000)
    resumes, identifies = before.of(connects, how="resume"), before.of(connects, how="identify")
    assert before.of(left) == 1000 - identifies
    await watched.sandbox.control("faults", target="discord-gateway", kind="disconnect", seconds=0.3)
    resumed = await watched.until("the session is taken up again", connects, resumes + 1, how="resume")
    assert resumed.of("ignis_gateway_events_total", event="RESUMED") == resumes + 1
    assert resumed.of(connects, how="identify") == identifies
    assert resumed.of(left) == 1000 - identifies
    await watched.sandbox.control("faults", target="discord-gateway", kind="invalid-session", seconds=0.1)
    renewed = await watched.until("a new session", connects, identifies + 1, how="identify")
    assert renewed.of(left) == 1000 - identifies - 1
    await watched.calm()


async def test_a_limit_is_counted_by_its_scope_and_so_is_the_time_that_it_cost(watched: Watched) -> None:
    before = await watched.calm()
    commands = {"method": "GET", "route": "/applications/{id}/guilds/{id}/commands"}
    await watched.sandbox.control("faults", target="discord-rest", kind="status-429", seconds=0.5)
    assert await watched.repair("resync-commands") == 200
    after = await watched.figures()
    limited, waited = "ignis_discord_rate_limited_total", "ignis_discord_rate_limit_wait_seconds"
    assert after.of(limited, scope="shared") == before.of(limited, scope="shared") + 1
    assert after.of(REQUESTS, **commands, status="429") == before.of(REQUESTS, **commands, status="429") + 1
    assert after.of(REQUESTS, **commands, status="200") == before.of(REQUESTS, **commands, status="200") + 1
    assert 1 <= after.of(f"{waited}_sum") - before.of(f"{waited}_sum") < 10
    for scope in ("user", "global", "none"):
        assert after.of(limited, scope=scope) == before.of(limited, scope=scope)


async def test_an_outage_is_requests_without_an_answer(watched: Watched) -> None:
    unanswered = {"route": "/applications/{id}/guilds/{id}/commands", "status": "no_answer"}
    await watched.calm()
    await watched.sandbox.control("faults", target="discord-rest", kind="disconnect", seconds=600)
    assert await watched.repair("resync-commands") == 500
    await watched.sandbox.http.delete("/sandbox/faults")
    assert (await watched.figures()).sum(REQUESTS, **unanswered) >= 1
