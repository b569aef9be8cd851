import pytest
import simcord

from ignis.bot.access import Access
from ignis.bot.reply import Outcome
from tests.bot.conftest import INCIDENT, Bench
from tests.support.legion import LEGION


class BrokenAccess(Access):
    def check(self, interaction: object) -> None:
        raise RuntimeError(f"the seal is broken: {interaction!r}")


@pytest.fixture
def bench(bench: Bench) -> Bench:
    bench.client.tree._access = BrokenAccess(staff_roles=[], command_channels=[], legion=lambda: LEGION)
    return bench


async def test_when_the_check_itself_breaks_nobody_is_let_in_and_everybody_answered(
    simcord_env: simcord.Env, bench: Bench
) -> None:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("servitor-terminal")
    member = guild.add_member(simcord_env.create_user("vulkan"))
    await simcord_env.settle()
    result = await member.slash(channel, "leaderboard")
    assert result.response is not None
    assert INCIDENT in result.response.content
    assert result.response.ephemeral
    assert bench.outcomes == [("leaderboard", Outcome.FAILED)]
    assert any("the seal is broken" in line.get("exception", "") for line in bench.lines)
