"""Export and deletion over loopback, for those who have left."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from ignis.adapters.stores.account_memory import AccountMemory, RememberedAccount
from ignis.adapters.stores.privacy import SqlitePrivacy
from ignis.bot.health.privacy_routes import privacy_routes
from ignis.runtime.stack.control_token import ControlToken
from ignis.services.privacy import Privacy
from tests.bot.conftest import NOON, Bench

ANA = 100_000_000_000_000_001
ALLOWED = {"Authorization": "Bearer canary"}


@pytest_asyncio.fixture
async def http(bench: Bench) -> AsyncIterator[TestClient[Any, Any]]:
    app = web.Application()
    app.add_routes(privacy_routes(Privacy(SqlitePrivacy(bench.database)), ControlToken("canary"), bench.clock))
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.mark.parametrize("what", ["export", "delete"])
async def test_it_needs_the_token(http: TestClient[Any, Any], what: str) -> None:
    answer = await http.post(f"/privacy/{what}/{ANA}")
    assert answer.status == 401


@pytest.mark.parametrize("what", ["export", "delete"])
@pytest.mark.parametrize("given", ["0", "-1", "abc", "9" * 20, "9223372036854775808", "٣"])
async def test_what_is_no_id_is_refused(http: TestClient[Any, Any], what: str, given: str) -> None:
    answer = await http.post(f"/privacy/{what}/{given}", headers=ALLOWED)
    assert answer.status == 400
    assert "is no id of a Discord user" in (await answer.json())["error"]


async def test_all_is_exported_and_then_gone(http: TestClient[Any, Any], bench: Bench) -> None:
    await AccountMemory(bench.database).keep(ANA, RememberedAccount(7, "Ana7", None, NOON))
    exported = await (await http.post(f"/privacy/export/{ANA}", headers=ALLOWED)).json()
    assert (exported["user_id"], exported["account"]["name"]) == (str(ANA), "Ana7")
    deleted = await http.post(f"/privacy/delete/{ANA}", headers=ALLOWED)
    assert await deleted.json() == {"anything": True, "pending": False, "ledger": 0, "audit": 0}
    again = await http.post(f"/privacy/delete/{ANA}", headers=ALLOWED)
    assert (await again.json())["anything"] is False
