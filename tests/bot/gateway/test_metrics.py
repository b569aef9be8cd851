"""The real program in the sandbox: its figures of the gateway are right after a change of roles and a lost session."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from tests.support.telemetry.measured_bot import REQUESTS, MeasuredBot, measured_bot

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def measured(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[MeasuredBot]:
    async with measured_bot(tmp_path_factory.mktemp("bot")) as bot:
        yield bot


async def test_the_start_is_counted_from_its_first_event(measured: MeasuredBot) -> None:
    figures = await measured.figures()
    assert figures.of("ignis_gateway_events_total", event="READY") >= 1
    assert figures.of("ignis_gateway_connects_total", how="identify") >= 1


async def test_a_change_of_roles_is_an_update_and_a_write(measured: MeasuredBot) -> None:
    before = await measured.calm()
    updates, events = "ignis_sync_updates_total", "ignis_gateway_events_total"
    had = before.of(updates, change="roles")
    nicknames = before.of(updates, change="nickname")
    writes = {"method": "PATCH", "route": "/guilds/{id}/members/{id}", "status": "200"}
    change = {"add_roles": ["Legion Elite"], "remove_roles": ["Legionary"]}
    await measured.sandbox.control("member", actor="Cassian", member="Tu'Shan", **change)
    await measured.until("the change", updates, had + 1, change="roles")
    after = await measured.until("the nickname", REQUESTS, before.of(REQUESTS, **writes) + 1, **writes)
    assert after.of(events, event="GUILD_MEMBER_UPDATE") > before.of(events, event="GUILD_MEMBER_UPDATE")
    assert after.of(updates, change="nickname") == nicknames, "its own nickname is no news"
    await measured.sandbox.control("member", actor="Cassian", member="Zadar", nick="somebody else")
    await measured.until("a nickname", updates, nicknames + 1, change="nickname")


async def test_a_lost_connection_costs_no_identify_but_a_lost_session_does(measured: MeasuredBot) -> None:
    connects, left = "ignis_gateway_connects_total", "ignis_gateway_identifies_left"
    limit = "ignis_gateway_identifies_limit"
    await measured.calm()
    before = await measured.until("Discord's limit", limit, 1000)
    resumes, identifies = before.of(connects, how="resume"), before.of(connects, how="identify")
    assert before.of(left) == 1000 - identifies
    await measured.sandbox.control("faults", target="discord-gateway", kind="disconnect", seconds=0.3)
    resumed = await measured.until("the session is taken up again", connects, resumes + 1, how="resume")
    assert resumed.of("ignis_gateway_events_total", event="RESUMED") == resumes + 1
    assert resumed.of(connects, how="identify") == identifies
    assert resumed.of(left) == 1000 - identifies
    await measured.sandbox.control("faults", target="discord-gateway", kind="invalid-session", seconds=0.1)
    renewed = await measured.until("a new session", connects, identifies + 1, how="identify")
    assert renewed.of(left) == 1000 - identifies - 1
    await measured.calm()
