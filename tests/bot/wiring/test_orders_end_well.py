"""Orders on the real program while Discord's routes fail: each is done once, told as done, and its role follows."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
import pytest_asyncio

from tests.support.programs.program import Program, ready_in
from tests.support.servers.sandbox import RunningSandbox
from tests.support.waiting import becomes

ROLE = "PUT /guilds/{guild}/members/{member}/roles/{role}"
CALLBACK = "POST /interactions/{interaction}/{token}/callback"

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(sandbox: RunningSandbox, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Program]:
    sync = {"answer_within": 4, "retry_after": 0.5}  # in place of 30 and 5 s
    async with ready_in(sandbox, tmp_path_factory.mktemp("bot"), sync=sync) as program:
        yield program


def said(answer: dict[str, Any]) -> str:
    assert answer.get("acknowledged"), answer
    return "\n".join(message["content"] for message in answer["messages"])


async def roles(sandbox: RunningSandbox, name: str) -> set[str]:
    return next(set(each["roles"]) for each in (await sandbox.state())["members"] if each["name"] == name)


async def has(sandbox: RunningSandbox, name: str, role: str, within: float = 60) -> None:
    async def there() -> bool:
        return role in await roles(sandbox, name)

    await becomes(there, f"{name} has {role}", within=within)


async def history(sandbox: RunningSandbox, name: str) -> str:
    return str(await sandbox.slash("Cassian", "history", member=name))


@pytest.mark.usefixtures("bot")
async def test_a_role_that_is_limited_for_long_follows_and_the_points_count_once(sandbox: RunningSandbox) -> None:
    """As for 40 s in production: longer than the order waits for it, and than the first try of the queue."""
    await sandbox.control("faults", target="discord-rest", kind="status-429", seconds=8, route=ROLE, delay=8)
    told = said(await sandbox.slash("Cassian", "points add", member="Lok'ti", amount=30, reason="held the gate"))
    assert ": points +30, " in told
    assert "The role Emberbound Initiate follows: Discord" in told
    assert "Something went wrong" not in told
    await has(sandbox, "Lok'ti", "Emberbound Initiate")
    assert (await history(sandbox, "Lok'ti")).count("held the gate") == 1


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("kind", "name", "rank", "role"),
    [
        ("error-50013", "Exor", "Ashborn Legionary", "Legionary"),
        ("status-429", "Zadar", "Ashborn Legionary", "Legionary"),
        ("status-500", "Hek'tar", "Ashborn Legionary", "Legionary"),
    ],
)
async def test_a_role_that_fails_once_is_there_soon(
    sandbox: RunningSandbox, kind: str, name: str, rank: str, role: str
) -> None:
    await sandbox.control("faults", target="discord-rest", kind=kind, seconds=60, route=ROLE, count=1)
    told = said(await sandbox.slash("Cassian", "rank set", member=name, rank=rank, reason="by decree"))
    assert f"→ {rank}" in told
    await has(sandbox, name, role)


@pytest.mark.usefixtures("bot")
async def test_orders_whose_answers_are_lost_are_each_done_once_and_the_officer_learns_it(
    sandbox: RunningSandbox,
) -> None:
    await sandbox.control("faults", target="discord-rest", kind="disconnect", seconds=60, route=CALLBACK)
    for amount in (3, 4):
        answer = await sandbox.slash("Cassian", "points add", member="Mo'lok", amount=amount, reason="lost words")
        assert not answer["acknowledged"], answer
    async with sandbox.http.delete("/sandbox/faults") as cleared:
        assert cleared.status == 200
    told = said(await sandbox.slash("Cassian", "points add", member="Mo'lok", amount=5, reason="lost words"))
    for amount in (3, 4):
        assert told.count(f"points **+{amount}**") == 1, told
    assert "points +5" in told
    assert (await history(sandbox, "Mo'lok")).count("lost words") == 3
    again = said(await sandbox.slash("Cassian", "points add", member="Mo'lok", amount=6, reason="lost words"))
    assert "My answer did not reach you" not in again
