"""An order is carried out once, and whoever gave it learns that, whatever becomes of the answer."""

from datetime import timedelta
from typing import Any

import pytest
from simcord.results import InteractionResult

from ignis.adapters.database.database import Database
from ignis.adapters.stores.orders import SqliteOrders
from ignis.bot.members.officer_actions import OfficerActions
from ignis.bot.replies.reply import ReplyOutcome
from ignis.domain.members.member import StudKind
from tests.bot.conftest import Bench
from tests.support.servers.server import Server, buttons, press, said

FIVE = {"amount": 5, "reason": "patrol"}
CALLBACK, WEBHOOK = ("POST", "/interactions/*/*/callback"), ("PATCH", "/webhooks/*/*/messages/@original")
OWED = "📨 My answer did not reach you, but this was carried out:\n"


async def add(server: Server, **options: Any) -> InteractionResult:
    return await server.officer.slash(server.channel, "points add", **({"member": server.recruit} | FIVE | options))


async def untold(database: Database) -> int:
    return len(await SqliteOrders(database).untold())


async def test_an_answered_order_is_settled(server: Server, database: Database) -> None:
    await add(server)
    assert await untold(database) == 0


async def test_the_ledger_has_the_interactions_id(server: Server, database: Database) -> None:
    await add(server, amount=20)
    ledger = await database.fetch("ledger", "SELECT order_id FROM ledger")
    audit = await database.fetch("audit", "SELECT order_id FROM audit")
    assert ledger[0][0] > 10**17
    assert audit == ledger * 2, "the promotion follows from the same order"


class TestTheSameOrderAgain:
    async def test_it_is_asked_about_and_done_by_the_button_once(self, server: Server, bench: Bench) -> None:
        await add(server)
        bench.clock.time += timedelta(seconds=12)
        asked = await add(server, reason="patrol once more")
        assert said(asked).startswith("You gave the same order 12 seconds ago, and it was carried out.")
        assert (await server.stored(server.recruit)).points == 5
        assert asked.response is not None
        await press(server.officer, asked, "Do it again")
        assert asked.response.content == "✔ Molok: points +5, 10 now"
        history = await bench.database.fetch("reasons", "SELECT reason FROM ledger ORDER BY id")
        assert history == [("patrol",), ("patrol once more",)]

    async def test_a_second_press_would_find_nothing(self, server: Server, database: Database) -> None:
        await add(server)
        asked = await add(server)
        (custom_id,) = buttons(asked)
        waiting = int(custom_id.rsplit(":", 1)[1])
        assert await SqliteOrders(database).asked(waiting) is not None
        await press(server.officer, asked, "Do it again")
        assert await SqliteOrders(database).asked(waiting) is None

    async def test_after_a_minute_it_is_another_order(self, server: Server, bench: Bench) -> None:
        await add(server)
        bench.clock.time += timedelta(seconds=60)
        assert said(await add(server)) == "✔ Molok: points +5, 10 now"

    async def test_other_orders_are_not_asked_about(self, server: Server) -> None:
        await add(server)
        assert said(await add(server, amount=6)) == "✔ Molok: points +6, 11 now"
        studs = {"member": server.recruit, "kind": StudKind.GOLD.value, "amount": 5, "reason": "patrol"}
        assert said(await server.officer.slash(server.channel, "studs add", **studs)).startswith("✔")


class TestWhatRunsAfterTheCommit:
    @pytest.mark.parametrize("error", [RuntimeError("boom"), OSError("gone"), TimeoutError("slow")])
    async def test_an_error_there_is_told_as_done(
        self, server: Server, bench: Bench, monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        async def fails(*_: object) -> None:
            raise error

        monkeypatch.setattr(OfficerActions, "report", fails)
        assert said(await add(server)) == "✔ This was carried out:\n✔ Molok: points **+5**, 5 in all · patrol"
        assert bench.outcomes[-1] == ("points add", ReplyOutcome.DIRECT)
        assert [line["event"] for line in bench.lines if line["level"] == "error"] == [
            "failed after the order was carried out"
        ]
