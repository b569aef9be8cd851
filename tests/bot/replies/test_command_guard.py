import pytest
import simcord

from ignis.bot.replies.access import Access
from ignis.bot.replies.command_guard import CommandGuard
from ignis.bot.replies.reply import ReplyOutcome
from tests.bot.conftest import ERROR_CODE, Bench
from tests.support.legion.small_legion import Rules


class BrokenAccess(Access):
    def check(self, interaction: object) -> None:
        raise RuntimeError(f"the seal is broken: {interaction!r}")


@pytest.fixture
def bench(bench: Bench) -> Bench:
    access = BrokenAccess(bench.names, Rules(), bench.client)
    bench.client.tree.open(CommandGuard(access, bench.replies))
    return bench


async def test_a_check_that_breaks_refuses_the_command_and_answers(simcord_env: simcord.Env, bench: Bench) -> None:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("servitor-terminal")
    member = guild.add_member(simcord_env.create_user("vulkan"))
    await simcord_env.settle()
    result = await member.slash(channel, "leaderboard")
    assert result.response is not None
    assert ERROR_CODE in result.response.content
    assert result.response.ephemeral
    assert bench.outcomes == [("leaderboard", ReplyOutcome.FAILED)]
    assert any("the seal is broken" in line.get("exception", "") for line in bench.lines)
