"""The real program where Discord limits the list of members or does not give it: nobody is forgotten; it is told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from probes.checks.members import judge
from probes.outcome import CheckStatus
from tests.bot.wiring.test_other_servers import bot_of
from tests.support.programs.program import Program
from tests.support.servers.sandbox import RunningSandbox, running_sandbox
from tests.support.waiting import becomes

EVERYBODY, PEOPLE = 42, 40
"""Members of the sandbox's world, and those of them who are no bots."""
MEMBERS = "GET /guilds/{guild}/members"
ONLY_BY_GATEWAY = {"target": "discord-rest", "kind": "error-50001", "seconds": 600, "route": MEMBERS}


async def killed(program: Program) -> None:
    program.process.kill()
    await program.process.communicate()


BLIND: tuple[tuple[str, dict[str, object]], ...] = (
    ("leaderboard", {}),
    ("promotions", {}),
    ("sync all", {"dry_run": True}),
    ("sync all", {"dry_run": False}),
    ("config check", {}),
    ("config preview", {}),
    ("config preview", {"role": "Captain", "rank": "Primarch"}),
    ("config role add", {"role": "Verified", "rank": "Ashborn Legionary"}),
    ("config role remove", {"role": "Captain"}),
)
"""What would decide from the list, and says instead that it does not know everybody."""


async def twice_started(sandbox: RunningSandbox, folder: Path) -> dict[str, Any]:
    """The state of a bot that was killed once, when it knows everybody and went through them."""
    async with bot_of(sandbox, folder) as program:
        await becomes(program.gone_through, "everybody is known at the first start")
        await killed(program)
    async with bot_of(sandbox, folder) as program:
        return await becomes(program.gone_through, "everybody is known again", within=40)


async def test_a_second_kill_within_30_s_and_everybody_is_there_and_gone_through(tmp_path: Path) -> None:
    async with running_sandbox() as sandbox:
        state = await twice_started(sandbox, tmp_path)
        assert (state["members"]["known"], state["sync"]["last_round"]["members"]) == (EVERYBODY, PEOPLE)


async def test_where_the_gateway_is_the_only_way_the_list_comes_when_discord_gives_it_again(tmp_path: Path) -> None:
    async with running_sandbox() as sandbox:
        await sandbox.control("member-list", interval=4)  # of 30: the waiting is the same
        await sandbox.control("faults", **ONLY_BY_GATEWAY)
        state = await twice_started(sandbox, tmp_path)
        assert (state["members"]["known"], state["sync"]["last_round"]["members"]) == (EVERYBODY, PEOPLE)


async def test_a_list_that_never_comes_is_red_within_a_minute_and_mended_when_it_can_be_had(tmp_path: Path) -> None:
    async with running_sandbox() as sandbox:
        await sandbox.control("faults", target="member-list", kind="never", seconds=600)
        await sandbox.control("faults", **ONLY_BY_GATEWAY)
        async with bot_of(sandbox, tmp_path) as program:
            _, state = await program.get("/state")
            assert (state["members"]["known"], state["ready"]) == (1, True)
            in_20_s = datetime.now(UTC) + timedelta(seconds=20)
            assert judge(state, in_20_s).status is CheckStatus.FAILING
            for command, options in BLIND:
                answer = await sandbox.slash("Vulkan", command, **options)
                assert "I know 1 of 42" in str(answer), (command, answer)
            async with sandbox.http.delete("/sandbox/faults"):
                pass
            state = await becomes(program.gone_through, "mended by itself")
            assert (state["members"]["known"], state["sync"]["last_round"]["members"]) == (EVERYBODY, PEOPLE)
            assert judge(state, datetime.now(UTC)).status is CheckStatus.OK
