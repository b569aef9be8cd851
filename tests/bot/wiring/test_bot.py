"""The real program in a process of its own, against the sandbox and against nothing."""

import asyncio
import re
import shutil
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from ignis.runtime.base.sqlite_schema import migrations
from ignis.runtime.stack import endpoints
from ignis.sandbox.gateway import GatewayRules
from tests.support.fakes.fake_discord import TOKEN, close_with, fake_discord
from tests.support.programs.program import Program, configured, ended, gave_up, ready_in, start, started
from tests.support.servers.sandbox import RunningSandbox, running_sandbox
from tests.support.telemetry.exemplars import exemplars
from tests.support.telemetry.traces import tree
from tests.support.waiting import becomes

pytestmark = pytest.mark.asyncio(loop_scope="module")


def texts(components: list[dict[str, Any]]) -> Iterator[str]:
    """Every text of a message of Components V2, from the top."""
    for component in components:
        if "content" in component:
            yield component["content"]
        yield from texts(component.get("components", []))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(
    sandbox: RunningSandbox,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncGenerator[Program]:
    async with ready_in(sandbox, tmp_path_factory.mktemp("bot")) as program:
        yield program


async def test_it_says_how_it_is(bot: Program) -> None:
    status, live = await bot.get("/livez")
    assert (status, list(live)) == (200, ["loop_lag_s"])
    assert await bot.get("/readyz") == (200, {"ready": True, "reasons": []})
    _, state = await bot.get("/state")
    assert state["pid"] == bot.process.pid
    assert state["gateway"]["status"] == "ready"
    assert state["gateway"]["last_ack_age_s"] >= 0
    assert state["gateway"]["identifies"] >= 1
    assert state["cache"]["guilds"] == 1
    assert state["cache"]["members"] >= 40
    assert state["commands"]["in_sync"]
    assert state["commands"]["registered"] >= 10
    assert state["database"] == {
        "status": "ok",
        "schema_version": len(migrations("ignis.adapters.database")),
        "problem": None,
    }
    assert state["config"]["ranks"] == 30
    assert {circuit["state"] for circuit in state["circuits"]} == {"closed"}
    assert {"bloxlink", "roblox_cloud", "roblox_thumbnails"} <= {circuit["name"] for circuit in state["circuits"]}
    assert state["accounts"]["budget"]["limit"] == 1600


async def test_userinfo_shows_a_living_card(bot: Program, sandbox: RunningSandbox) -> None:
    answer = await sandbox.slash("Vulkan", "userinfo", member="Tu'Shan")
    assert answer["acknowledged"]
    assert not answer["ephemeral"]
    card = "\n".join(texts(answer["messages"][0]["components"]))
    assert "— TERMINAL: " in card
    assert "Ashborn Legionary" in card
    assert re.search(r"[1-9]\d* / 150", card), "the sandbox's members have a past"
    assert 'ignis_bot_interactions_total{command="userinfo",outcome="direct"}' in await bot.text("/metrics")


async def test_many_at_once_all_get_their_answer(bot: Program, sandbox: RunningSandbox) -> None:
    everybody = [member["name"] for member in (await sandbox.state())["members"] if not member.get("bot")][:20]
    answers = await asyncio.gather(
        *(
            sandbox.control(
                "slash", **{"as": name}, channel="servitor-terminal", command="userinfo", options={}, direct=True
            )
            for name in everybody
        )
    )
    assert all(answer.get("acknowledged") for answer in answers), answers
    titles = {next(texts(answer["messages"][0]["components"])) for answer in answers if answer["messages"]}
    assert len(titles) == len(everybody), bot.url


async def test_the_exemplar_of_a_slow_card_leads_to_its_trace(bot: Program, sandbox: RunningSandbox) -> None:
    state = await sandbox.state()
    *_, nobody_asked = [member["name"] for member in state["members"] if member["roblox"]]
    await sandbox.control("faults", target="bloxlink", kind="timeout", seconds=30)
    answer = await sandbox.slash("Vulkan", "userinfo", member=nobody_asked)
    await sandbox.http.delete("/sandbox/faults")
    assert answer["acknowledged"]
    slow = [
        one
        for one in exemplars(await bot.text("/metrics"))
        if one.metric == "ignis_bot_interaction_duration_seconds" and one.labels["command"] == "userinfo"
    ]
    slowest = max(slow, key=lambda one: one.seconds)
    assert slowest.seconds > 0.5  # what a reader waits for an account
    status, trace = await bot.get(f"/traces/{slowest.trace_id}")
    assert status == 200
    steps = tree(trace)
    assert steps["command userinfo"] is None
    assert steps["profiles.show"] == "command userinfo"
    assert steps["query find_member"] == "profiles.show"
    assert steps["accounts.look_up"] == "command userinfo"
    assert steps["POST /interactions/{id}/{token}/callback"] == "command userinfo"
    root = trace["spans"][0]
    assert root["attributes"] == {"command": "userinfo", "outcome": "direct"}
    assert root["duration_s"] == pytest.approx(slowest.seconds, rel=0.2)
    _, listed = await bot.get("/traces")
    assert slowest.trace_id in {one["trace_id"] for one in listed["traces"]}
    assert (await bot.get("/traces/0123"))[0] == 404


async def test_a_change_of_roles_is_a_trace_of_its_own(bot: Program, sandbox: RunningSandbox) -> None:
    await becomes(bot.gone_through, "the look at everybody")  # what changes before that is found by it
    held = next(member["roles"] for member in (await sandbox.state())["members"] if member["name"] == "Tu'Shan")
    change = {"remove_roles": ["Visitor"]} if "Visitor" in held else {"add_roles": ["Visitor"]}
    seen = {one["trace_id"] for one in (await bot.get("/traces"))[1]["traces"]}
    changed = await sandbox.control("member", actor="Vulkan", member="Tu'Shan", **change)
    assert "error" not in changed, changed

    async def settled() -> str | None:
        listed = (await bot.get("/traces"))[1]["traces"]
        new = [one for one in listed if one["name"] == "sync store" and one["trace_id"] not in seen]
        return new[0]["trace_id"] if new else None

    await becomes(settled, "the trace of a settled member")
    _, trace = await bot.get(f"/traces/{await settled()}")
    steps = tree(trace)
    assert steps["sync.outlines"] == "sync store"
    assert trace["spans"][0]["attributes"]["members"] == 1


async def test_metrics_are_openmetrics_and_hold_no_ids(bot: Program, sandbox: RunningSandbox) -> None:
    text = await bot.text("/metrics")
    assert text.endswith("# EOF\n")
    assert "ignis_bot_ready 1.0" in text
    assert 'ignis_database_query_duration_seconds_count{query="schema_version"}' in text
    assert str(sandbox.info.guild_id) not in text


async def test_repairs_need_the_token(bot: Program) -> None:
    token = bot.home.control_token_file.read_text(encoding="utf-8").strip()
    assert bot.home.control_token_file.stat().st_mode & 0o777 == 0o600
    async with bot.http.post(f"{bot.url}/repair/anything") as answer:
        assert answer.status == 401
    headers = {"Authorization": f"Bearer {token}"}
    async with bot.http.post(f"{bot.url}/repair/anything", headers=headers) as answer:
        assert answer.status == 404
        names = (await answer.json())["error"].removeprefix("no recovery is called 'anything'; there are ").split(", ")
    assert names == [
        "clean-up", "rebuild-cache", "reconnect-gateway", "reopen-database", "restore-database", "resync-commands"
    ]  # fmt: skip
    for name in names:
        async with bot.http.post(f"{bot.url}/repair/{name}", headers=headers) as answer:
            report = await answer.json()
            assert answer.status == 200, report
            assert report["did"] == "nothing" or name == "clean-up", report
    async with bot.http.get(f"{bot.url}/state") as answer:
        assert sorted(done["name"] for done in (await answer.json())["recoveries"]) == names


async def test_a_lost_gateway_is_seen_and_found_again(bot: Program, sandbox: RunningSandbox) -> None:
    before = (await bot.get("/state"))[1]["gateway"]
    await sandbox.control("faults", target="discord-gateway", kind="disconnect", seconds=1)

    async def again() -> bool:
        gateway = (await bot.get("/state"))[1]["gateway"]
        counted = gateway["resumes"] + gateway["identifies"] > before["resumes"] + before["identifies"]
        return counted and await bot.ready()

    await becomes(again, "the gateway again", within=20)


async def test_a_gateway_that_never_acknowledges_is_left_for_a_new_connection(tmp_path: Path) -> None:
    rules = GatewayRules(heartbeat_interval=0.5, identify_interval=0.0)
    async with (
        running_sandbox(rules=rules) as sandbox,
        ready_in(sandbox, tmp_path, watchdog={"no_ack_after": 2}) as program,
    ):
        await sandbox.control("faults", target="discord-gateway", kind="no-ack", seconds=600)

        async def resumed() -> bool:
            return bool((await program.get("/state"))[1]["gateway"]["resumes"])

        await becomes(resumed, "a new connection", within=20)
        await sandbox.http.delete("/sandbox/faults")
        await becomes(program.ready, "readiness again", within=20)
        assert program.process.returncode is None


async def test_discord_out_of_reach_never_ends_it(tmp_path: Path) -> None:
    async with fake_discord() as discord:
        discord.closed = True
        addresses = {"api_url": discord.api_url, "gateway_url": discord.gateway_url}
        config = configured(tmp_path, discord=addresses, bot={"startup_timeout": 0.5})
        async with started(tmp_path, IGNIS_CONFIG=config, DISCORD_TOKEN=TOKEN) as program:
            assert program.process.stderr is not None
            async with asyncio.timeout(20):
                while b"did not let the bot in" not in await program.process.stderr.readline():
                    assert program.process.returncode is None
            discord.closed = False

            async def let_in() -> bool:
                return bool((await program.get("/state"))[1]["gateway"]["status"] == "ready")

            await becomes(let_in, "READY, in the same process", within=20)


async def test_sigterm_is_a_clean_end(sandbox: RunningSandbox, tmp_path: Path) -> None:
    async with ready_in(sandbox, tmp_path) as program:
        program.process.send_signal(signal.SIGTERM)
        code, log = await ended(program.process)
    assert code == 0
    assert log[-1]["event"] == "stopped"
    assert sandbox.info.token.get_secret_value() not in str(log)


async def test_sigterm_while_it_waits_for_the_sandbox(tmp_path: Path) -> None:
    async with started(tmp_path, IGNIS_CONFIG=configured(tmp_path)) as program:
        status, body = await program.get("/readyz")
        assert (status, body["ready"]) == (503, False)
        assert "the gateway is connecting" in body["reasons"]
        program.process.send_signal(signal.SIGTERM)
        assert (await ended(program.process))[0] == 0


@pytest.mark.parametrize("token", ["canary.refused.token", TOKEN])
async def test_what_only_the_operator_can_mend_is_78_and_one_line(tmp_path: Path, token: str) -> None:
    async with fake_discord() as discord:
        discord.handshakes = [close_with(4014)]
        addresses = {"api_url": discord.api_url, "gateway_url": discord.gateway_url}
        config = configured(tmp_path, discord=addresses)
        code, log, why = await gave_up(await start(tmp_path / "home", IGNIS_CONFIG=config, DISCORD_TOKEN=token))
    assert code == 78
    expected = "switch on 'Server Members Intent'" if token == TOKEN else "DISCORD_TOKEN is refused by 127.0.0.1"
    assert why.startswith("ignis bot: ")
    assert expected in why
    assert token not in f"{log} {why}"


async def test_a_wrong_role_map_is_78_with_file_and_place(tmp_path: Path) -> None:
    config = configured(tmp_path)
    role_map = Path(config).with_name("roles_ranks.json")
    role_map.write_text('{\n"version": 1,,\n}', encoding="utf-8")
    code, _, why = await gave_up(await start(tmp_path / "home", IGNIS_CONFIG=config))
    assert code == 78
    copy = tmp_path / "home" / role_map.name
    assert why.startswith(f"ignis bot: {copy}: line 2, column 14: not valid JSON")


async def test_an_edit_of_the_role_map_is_live_or_refused_and_outlives_a_restart(tmp_path: Path) -> None:
    config = configured(tmp_path)
    role_map = tmp_path / "home" / "roles_ranks.json"
    role_map.parent.mkdir()
    shutil.copy(Path(config).with_name("roles_ranks.json"), role_map)
    good = role_map.read_text(encoding="utf-8")
    edited = good.replace('"Captain": "Flameborne Captain"', '"Captain": "Primarch"')

    async def state() -> Any:
        return (await program.get("/state"))[1]["config"]

    async with started(tmp_path, IGNIS_CONFIG=config) as program:
        before = await state()
        assert before["problem"] is None
        role_map.write_text(edited, encoding="utf-8")
        await becomes(lambda: differs(state, "revision", before), "the edit in force")
        live = await state()
        role_map.write_text(edited.replace('"first": 1', '"first": 0'), encoding="utf-8")
        await becomes(lambda: differs(state, "problem", live), "the refusal")
        assert (await state())["revision"] == live["revision"]
        program.process.kill()
        await program.process.communicate()
        endpoints.forget(program.home)
    async with started(tmp_path, IGNIS_CONFIG=config) as program:
        after = await state()
        assert after["revision"] == live["revision"]
        assert after["problem"].startswith(f"{role_map}: line 276: `companies.first`")
        role_map.write_text(good, encoding="utf-8")
        await becomes(lambda: differs(state, "problem", after), "the mended file")
        assert (await state())["revision"] == before["revision"]


async def differs(state: Callable[[], Awaitable[Any]], key: str, before: Any) -> bool:
    return bool((await state())[key] != before[key])
