"""Bloxlink and Roblox as the sandbox plays them by docs/integrations.md, asked by the adapters of production."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest
import pytest_asyncio
from pydantic import SecretStr

from ignis.adapters.bloxlink import Bloxlink
from ignis.adapters.http_json import SourceError
from ignis.adapters.roblox import Roblox
from ignis.runtime.roblox_hosts import RobloxHosts
from ignis.sandbox.portraits import headshot_url
from ignis.sandbox.world import SEED
from tests.support.sandbox import RunningSandbox, running_sandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")

LINKED = next(member for member in SEED.members if member.roblox_id is not None)
STRANGER = next(member for member in SEED.members if member.roblox_id is None)
NAME = {user.id: user.name for user in SEED.roblox_users}[LINKED.roblox_id or 0]


@dataclass
class There:
    sandbox: RunningSandbox
    session: aiohttp.ClientSession

    def bloxlink(self, *, key: SecretStr | None = None, guild: int | None = SEED.guild_id) -> Bloxlink:
        info = self.sandbox.info
        return Bloxlink(self.session, info.bloxlink_url, key or info.bloxlink_api_key, lambda: guild)

    def roblox(self, key: SecretStr | None) -> Roblox:
        return Roblox(self.session, RobloxHosts.under(self.sandbox.info.roblox_url), key)

    @asynccontextmanager
    async def broken(self, target: str, kind: str) -> AsyncGenerator[None]:
        await self.sandbox.control("faults", target=target, kind=kind, seconds=30)
        try:
            yield
        finally:
            await self.sandbox.http.delete("/sandbox/faults")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def there() -> AsyncGenerator[There]:
    timeout = aiohttp.ClientTimeout(total=0.5)
    async with running_sandbox() as sandbox, aiohttp.ClientSession(timeout=timeout) as session:
        yield There(sandbox, session)


async def test_who_is_linked_and_who_is_not(there: There) -> None:
    assert await there.bloxlink().roblox_id(LINKED.id) == LINKED.roblox_id
    assert await there.bloxlink().roblox_id(STRANGER.id) is None


async def test_a_refused_key_is_an_error_that_does_not_show_it(there: There) -> None:
    with pytest.raises(SourceError, match="Bloxlink answered 401 without an account") as told:
        await there.bloxlink(key=SecretStr("canary")).roblox_id(LINKED.id)
    assert "canary" not in str(told.value)


async def test_before_the_server_is_known_nobody_is_asked(there: There) -> None:
    with pytest.raises(SourceError, match="before the server is known"):
        await there.bloxlink(guild=None).roblox_id(LINKED.id)


@pytest.mark.parametrize("open_cloud", [True, False])
async def test_both_dialects_of_roblox_give_the_name(there: There, open_cloud: bool) -> None:  # noqa: FBT001  a case
    key = there.sandbox.info.roblox_api_key if open_cloud else None
    assert LINKED.roblox_id is not None
    assert await there.roblox(key).name(LINKED.roblox_id) == NAME


@pytest.mark.parametrize("open_cloud", [True, False])
async def test_nobody_by_that_id(there: There, open_cloud: bool) -> None:  # noqa: FBT001  a case
    with pytest.raises(SourceError, match="without what was asked for"):
        await there.roblox(there.sandbox.info.roblox_api_key if open_cloud else None).name(1)


async def test_the_headshot(there: There) -> None:
    assert LINKED.roblox_id is not None
    assert await there.roblox(None).headshot(LINKED.roblox_id) == headshot_url(LINKED.roblox_id)


@pytest.mark.parametrize("kind", ["status-500", "status-503", "status-429", "garbage", "disconnect", "timeout"])
async def test_every_way_of_being_down_is_one_error(there: There, kind: str) -> None:
    async with there.broken("bloxlink", kind):
        with pytest.raises(SourceError, match=r"Bloxlink (answered|could|sent)"):
            await there.bloxlink().roblox_id(LINKED.id)
    async with there.broken("roblox", kind):
        with pytest.raises(SourceError, match=r"Roblox (answered|could|sent)"):
            await there.roblox(None).name(LINKED.roblox_id or 0)
        with pytest.raises(SourceError, match=r"Roblox (answered|could|sent)"):
            await there.roblox(None).headshot(LINKED.roblox_id or 0)
