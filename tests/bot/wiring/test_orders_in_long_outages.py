"""Orders on the real program as shipped, while Discord's routes fail for as long as they have failed for others."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
import pytest_asyncio

from tests.support.programs.program import Program, ready_in
from tests.support.servers.sandbox import RunningSandbox
from tests.support.waiting import becomes

ROLE = "PUT /guilds/{guild}/members/{member}/roles/{role}"
CALLBACK = "POST /interactions/{interaction}/{token}/callback"

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.long]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(sandbox: RunningSandbox, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Program]:
    async with ready_in(sandbox, tmp_path_factory.mktemp("bot")) as program:
        yield program


async def points(sandbox: RunningSandbox, member: str, amount: int, reason: str) -> Any:
    return await sandbox.slash("Cassian", "points add", member=member, amount=amount, reason=reason)


async def counted(sandbox: RunningSandbox, member: str, reason: str) -> int:
    return str(await sandbox.slash("Cassian", "history", member=member)).count(reason)


async def over(sandbox: RunningSandbox) -> None:
    async def none_left() -> bool:
        async with sandbox.http.get("/sandbox/faults") as answer:
            return not (await answer.json())["faults"]

    await becomes(none_left, "the fault is over")


@pytest.mark.usefixtures("bot")
async def test_a_role_that_is_limited_for_40_s_follows_and_the_points_count_once(sandbox: RunningSandbox) -> None:
    await sandbox.control("faults", target="discord-rest", kind="status-429", seconds=40, route=ROLE, delay=40)
    answer = await points(sandbox, "Lok'ti", 30, "held the gate")
    told = answer["messages"][0]["content"]
    assert "points +30" in told
    assert "The role Emberbound Initiate follows: Discord" in told

    async def there() -> bool:
        members = (await sandbox.state())["members"]
        return "Emberbound Initiate" in next(each["roles"] for each in members if each["name"] == "Lok'ti")

    await becomes(there, "the role has followed", within=120)
    assert await counted(sandbox, "Lok'ti", "held the gate") == 1


@pytest.mark.usefixtures("bot")
async def test_two_orders_whose_answers_are_lost_for_25_s_are_each_done_once_and_the_officer_knows(
    sandbox: RunningSandbox,
) -> None:
    await sandbox.control("faults", target="discord-rest", kind="disconnect", seconds=25, route=CALLBACK)
    for amount in (3, 4):
        assert not (await points(sandbox, "Mo'lok", amount, "lost words"))["acknowledged"]
    await over(sandbox)
    told = (await points(sandbox, "Mo'lok", 5, "lost words"))["messages"]
    for amount in (3, 4):
        assert str(told).count(f"points **+{amount}**") == 1, told
    assert await counted(sandbox, "Mo'lok", "lost words") == 3


@pytest.mark.usefixtures("bot")
async def test_two_orders_whose_answers_arrived_without_the_bot_knowing_are_each_done_once(
    sandbox: RunningSandbox,
) -> None:
    await sandbox.control("faults", target="discord-rest", kind="answer-lost", seconds=25, route=CALLBACK)
    for amount in (3, 4):
        answer = await points(sandbox, "Exor", amount, "unheard words")
        assert f"points +{amount}" in str(answer["messages"]), answer
    await over(sandbox)
    assert await counted(sandbox, "Exor", "unheard words") == 2
