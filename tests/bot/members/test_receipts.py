"""Whoever gave an order that was carried out learns that, with the next answer at the latest."""

from typing import Any

from simcord.results import InteractionResult

from ignis.adapters.database.database import Database
from ignis.adapters.stores.orders import SqliteOrders
from ignis.bot.replies.reply import ReplyOutcome
from tests.bot.conftest import Bench
from tests.support.servers.server import Server, said

FIVE = {"amount": 5, "reason": "patrol"}
CALLBACK, WEBHOOK = ("POST", "/interactions/*/*/callback"), ("PATCH", "/webhooks/*/*/messages/@original")
OWED = "📨 My answer did not reach you, but this was carried out:\n"


async def add(server: Server, **options: Any) -> InteractionResult:
    return await server.officer.slash(server.channel, "points add", **({"member": server.recruit} | FIVE | options))


async def untold(database: Database) -> int:
    return len(await SqliteOrders(database).untold())


class TestAnAnswerThatDoesNotArrive:
    """The order stands; what differs is how the officer learns it."""

    async def test_refused_it_is_told_with_the_next_answer(
        self, server: Server, bench: Bench, database: Database
    ) -> None:
        server.env.inject_error(*CALLBACK, status=404, code=10062, message="Unknown interaction", times=2)
        await add(server)
        assert bench.outcomes[-1] == ("points add", ReplyOutcome.LATE)
        assert await untold(database) == 1
        next_one = said(await add(server, amount=7))
        assert next_one == f"✔ Molok: points +7, 12 now\n\n{OWED}✔ Molok: points **+5**, 5 in all · patrol"
        assert await untold(database) == 0
        assert said(await add(server, amount=1)) == "✔ Molok: points +1, 13 now"

    async def test_beside_an_answer_that_is_a_panel(self, server: Server, database: Database) -> None:
        server.env.inject_error(*CALLBACK, status=404, code=10062, message="Unknown interaction", times=2)
        await add(server)
        card = await server.officer.slash(server.channel, "userinfo")
        (beside,) = card.followups
        assert beside.ephemeral
        assert beside.content == f"{OWED}✔ Molok: points **+5**, 5 in all · patrol"
        assert await untold(database) == 0

    async def test_nobody_else_is_told(self, server: Server) -> None:
        server.env.inject_error(*CALLBACK, status=404, code=10062, message="Unknown interaction", times=2)
        await add(server)
        options = {"member": server.recruit} | FIVE
        assert said(await server.admin.slash(server.channel, "points add", **options)) == "✔ Molok: points +5, 10 now"

    async def test_lost_it_is_sent_again(self, server: Server, bench: Bench, database: Database) -> None:
        server.env.inject_error(*CALLBACK, status=400, code=0, message="lost")
        assert said(await add(server)) == "✔ Molok: points +5, 5 now"
        assert await untold(database) == 0
        assert not [line for line in bench.lines if "error_code" in line]

    async def test_told_by_a_run_that_comes_after(self, server: Server, bench: Bench) -> None:
        server.env.inject_error(*CALLBACK, status=404, code=10062, message="Unknown interaction", times=2)
        await add(server)
        bench.receipts._owed.clear()
        bench.receipts._officers.clear()
        assert server.env.bot is bench.client
        assert bench.client.guild is not None
        await bench.receipts.arrive(bench.client.guild)
        assert said(await add(server, amount=7)).endswith("✔ Molok: points **+5**, 5 in all · patrol")


async def test_two_orders_whose_answers_are_lost_are_each_done_once_and_told(
    server: Server, database: Database
) -> None:
    server.env.inject_error(*CALLBACK, status=404, code=10062, message="Unknown interaction", times=4)
    await add(server)
    await add(server, amount=6)
    assert (await server.stored(server.recruit)).points == 11
    told = said(await add(server, amount=1))
    assert told.count("✔ Molok") == 3
    assert "points **+5**, 5 in all" in told
    assert "points **+6**, 11 in all" in told
    assert await untold(database) == 0
