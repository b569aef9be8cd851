"""Bloxlink and Roblox as the sandbox plays them by docs/integrations.md, asked by the adapters of production.

Both transports of Roblox are held to the same tests.
"""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import aiohttp
import pytest
import pytest_asyncio
import structlog
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from ignis.adapters.database.database import Database, open_database
from ignis.adapters.linked_accounts.http_json import RequestOutcome, SourceError
from ignis.adapters.linked_accounts.roblox import GroupRole, RobloxTransport
from ignis.adapters.linked_accounts.roblox_legacy import Headshots
from ignis.adapters.linked_accounts.service import Retries, quiet_retries
from ignis.bot.wiring.account_metrics import AccountMetrics, SourceMetrics
from ignis.bot.wiring.accounts_builder import AccountParts, AccountsBuilder
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.config.settings import AccountSettings, CircuitSettings
from ignis.runtime.resilience.circuit import CircuitConfig, CircuitOpen, CircuitState
from ignis.runtime.resilience.circuits import Circuits
from ignis.runtime.stack.upstreams import AccountHosts
from ignis.sandbox.portraits import headshot_url
from ignis.sandbox.world import SEED
from ignis.services.ports import AccountUrgency, Linked, NotLinked, Unavailable, UnavailableReason
from tests.support.fakes.dice import FixedRoll
from tests.support.servers.sandbox import RunningSandbox, running_sandbox
from tests.support.waiting import eventually

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.asyncio(loop_scope="module")

GUILD, GROUP = SEED.guild_id, SEED.roblox_group_id
TUSHAN = SEED.member("Tu'Shan")
ORDEN = SEED.member("Orden the Trader")  # linked, and not in the group
STRANGER = next(member for member in SEED.members if member.roblox_id is None)
NAMES = {user.id: user.name for user in SEED.roblox_users}
IDS = list(NAMES)
OUTAGES = ["status-500", "status-503", "status-429", "garbage", "disconnect", "timeout"]


def roblox_id(member: object = TUSHAN) -> int:
    found = getattr(member, "roblox_id", None)
    assert isinstance(found, int)
    return found


@dataclass(frozen=True)
class Serves:
    served_guild_id: int | None


@dataclass
class There:
    """The sandbox, and what a bot would build to reach it; `fresh` forgets all circuits, paces and counts."""

    sandbox: RunningSandbox
    session: aiohttp.ClientSession
    database: Database
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    policy: CircuitSettings = field(default_factory=CircuitSettings)
    cloud: bool = True
    patience: float = 20
    """Seconds for an answer: a busy machine takes some. Less where a test waits for an answer that never comes."""

    def __post_init__(self) -> None:
        log = structlog.stdlib.get_logger("test")
        around = CircuitConfig(self.policy, SystemClock(), FixedRoll(), log)
        self.circuits = Circuits(around, self.registry, {})
        parts = AccountParts(
            database=self.database,
            circuits=self.circuits,
            metrics=SourceMetrics(self.registry),
            memory_metrics=AccountMetrics(self.registry),
            settings=AccountSettings(),
            retries=Retries(within_s=self.patience, pause_s=0.005),
            clock=SystemClock(),
            log=log,
        )
        info = self.sandbox.info
        key = info.roblox_api_key if self.cloud else None
        there = AccountHosts(info.bloxlink_url, info.bloxlink_api_key, info.roblox_url, key)
        self.builder = AccountsBuilder(parts, self.session, there)

    def fresh(self, **changed: object) -> "There":
        return replace(self, registry=CollectorRegistry(), **changed)  # type: ignore[arg-type]  # fields by name

    @property
    def transport(self) -> RobloxTransport:
        return self.builder.transport()

    @property
    def headshots(self) -> Headshots:
        return self.builder.headshots()

    def counted(self, service: str, outcome: str) -> float:
        labels = {"service": service, "outcome": outcome}
        return self.registry.get_sample_value("ignis_source_requests_total", labels) or 0.0

    @asynccontextmanager
    async def broken(self, target: str, kind: str) -> AsyncGenerator[None]:
        await self.sandbox.control("faults", target=target, kind=kind, seconds=30)
        try:
            yield
        finally:
            await self.sandbox.http.delete("/sandbox/faults")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[There]:
    file: Path = tmp_path_factory.mktemp("sources") / "ignis.db"
    async with AsyncExitStack() as stack:
        stack.enter_context(quiet_retries())
        sandbox = await stack.enter_async_context(running_sandbox())
        session = await stack.enter_async_context(aiohttp.ClientSession())
        opened = open_database(file, busy_timeout=1)
        yield There(sandbox, session, await stack.enter_async_context(opened))


@pytest_asyncio.fixture(loop_scope="module")
async def there(world: There) -> AsyncGenerator[There]:
    fresh = world.fresh()
    yield fresh
    fresh.circuits.close()


@pytest_asyncio.fixture(loop_scope="module", params=["cloud", "legacy"])
async def either(world: There, request: pytest.FixtureRequest) -> AsyncGenerator[There]:
    fresh = world.fresh(cloud=request.param == "cloud")
    yield fresh
    fresh.circuits.close()


async def linked(there: There, user_id: int, *, guild: int | None = GUILD) -> int | None:
    links = there.builder.bloxlink(await there.builder.quota(), Serves(guild))
    return await links.roblox_id(user_id, AccountUrgency.CHANGED)


async def test_who_is_linked_and_who_is_not(there: There) -> None:
    assert await linked(there, TUSHAN.id) == TUSHAN.roblox_id
    assert await linked(there, STRANGER.id) is None
    assert there.counted("bloxlink", "answered") == 1
    assert there.counted("bloxlink", "not_found") == 1


async def test_a_refused_key_is_an_error_that_does_not_show_it(there: There) -> None:
    there.builder = replace(there.builder, hosts=replace(there.builder.hosts, bloxlink_key=SecretStr("canary")))
    with pytest.raises(SourceError, match="Bloxlink answered 401") as told:
        await linked(there, TUSHAN.id)
    assert told.value.outcome is RequestOutcome.REFUSED
    assert "canary" not in str(told.value)
    assert there.circuits.circuit("bloxlink").well


async def test_before_the_server_is_known_nobody_is_asked(there: There) -> None:
    with pytest.raises(SourceError, match="before the server is known"):
        await linked(there, TUSHAN.id, guild=None)


async def test_every_request_is_taken_from_the_days_budget(there: There) -> None:
    before = (await there.builder.quota()).left().left
    await linked(there, TUSHAN.id)
    async with there.broken("bloxlink", "status-500"):
        with pytest.raises(SourceError):
            await linked(there, TUSHAN.id)
    assert (await there.builder.quota()).left().left == before - 1 - 3  # each try is one


async def test_names_of_many_and_of_nobody(either: There) -> None:
    assert await either.transport.names([*IDS, 1]) == NAMES


async def test_a_role_in_the_group(either: There) -> None:
    role = (await either.transport.roles_of(GROUP, [roblox_id()])).get(roblox_id())
    assert isinstance(role, GroupRole)
    assert (role.name, role.rank) == ("Legionary", 52)
    assert (await either.transport.roles_of(GROUP, [roblox_id(ORDEN)])).get(roblox_id(ORDEN)) is None


async def test_the_roles_of_many_in_the_group(either: There) -> None:
    wanted = {user.id: user.group_role for user in SEED.roblox_users if user.group_role is not None}
    found: dict[int, str] = {}
    transport = either.transport
    for ids in (IDS[:30], [*IDS[30:], 1]):
        roles = await transport.roles_of(GROUP, ids)
        found |= {one: role.name for one, role in roles.items() if isinstance(role, GroupRole)}
    assert found == wanted
    if either.cloud:
        assert either.counted("roblox_cloud", "answered") == 2 + 2, "and the roles of the group, in two pages"


async def test_a_closed_account_has_no_name_and_no_role(either: There) -> None:
    await either.sandbox.control("roblox/user", user=str(roblox_id()), terminated=True)
    try:
        assert await either.transport.names([roblox_id(), roblox_id(ORDEN)]) == {
            roblox_id(ORDEN): NAMES[roblox_id(ORDEN)]
        }
        assert await either.transport.roles_of(GROUP, [roblox_id()]) == {}
        assert all(circuit.failures == 0 for circuit in either.circuits.views())
    finally:
        await either.sandbox.control("roblox/user", user=str(roblox_id()), terminated=False)


@pytest.mark.parametrize(("status", "body"), [(200, {"resolved": {}}), (404, {"error": "User not found"}), (200, [])])
async def test_what_is_answered_about_three_members_leaves_the_circuit_closed(
    there: There, status: int, body: object
) -> None:
    there = there.fresh(policy=CircuitSettings(failures=1))
    members = [member for member in SEED.members if member.roblox_id is not None][:3]
    try:
        for member in members:
            await there.sandbox.control("bloxlink/answer", member=member.display_name, status=status, body=body)
            with suppress(SourceError):
                assert await linked(there, member.id) is None
        assert there.circuits.circuit("bloxlink").state is CircuitState.CLOSED
        assert there.circuits.circuit("bloxlink").failures == 0
    finally:
        for member in members:
            await there.sandbox.control("bloxlink/answer", member=member.display_name)
        there.circuits.close()


async def test_all_roles_of_the_group(either: There) -> None:
    wanted = [GroupRole(role.id, role.name, role.rank) for role in SEED.roblox_group_roles]
    assert list(await either.transport.group_roles(GROUP)) == wanted


async def test_a_group_that_is_none_is_an_error_and_no_outage(either: There) -> None:
    with pytest.raises(SourceError, match=r"Roblox answered 40\d$"):
        await either.transport.group_roles(4)
    assert all(circuit.failures == 0 for circuit in either.circuits.views())


async def test_the_headshots(there: There) -> None:
    found = await there.headshots.load([*IDS[:99], 1])
    assert found[roblox_id()] == headshot_url(roblox_id())
    assert found[1] == ""


async def test_a_picture_that_is_not_rendered_yet_is_not_known(there: There) -> None:
    async with there.broken("roblox-thumbnails", "pending"):
        assert await there.headshots.load([roblox_id(), 1]) == {1: ""}


async def test_a_service_is_left_alone_for_as_long_as_it_says(either: There) -> None:
    there = either.fresh(patience=1.5)  # less than the two seconds that the service asks for
    async with there.broken("roblox", "retry-after"):
        transport = there.transport
        with pytest.raises(SourceError, match="answered 429") as told:
            await transport.names([1])
        assert told.value.wait_s == 2
        with pytest.raises(SourceError, match="Roblox is left alone for now") as told:
            await transport.names([1])
        assert told.value.outcome is RequestOutcome.HELD
    assert there.circuits.circuit("roblox_cloud" if there.cloud else "roblox_users").failures == 1
    there.circuits.close()


@pytest.mark.parametrize("kind", OUTAGES)
async def test_every_way_of_being_down_is_one_error_and_a_failure(either: There, kind: str) -> None:
    there = either.fresh(patience=0.3) if kind == "timeout" else either
    async with AsyncExitStack() as stack:
        stack.callback(there.circuits.close)
        async with there.broken("bloxlink", kind):
            with pytest.raises(SourceError, match=r"Bloxlink (answered|could|sent)"):
                await linked(there, TUSHAN.id)
        async with there.broken("roblox", kind):
            for ask in (there.transport.names([1]), there.transport.group_roles(GROUP), there.headshots.load([1])):
                with pytest.raises(SourceError, match=r"Roblox (answered|could|sent|is left)"):
                    await ask
        assert [circuit.name for circuit in there.circuits.views() if not circuit.failures] == []


async def test_a_moment_of_trouble_is_tried_again(there: There) -> None:
    async with there.broken("roblox", "status-500"):
        with pytest.raises(SourceError):
            await there.transport.names([1])
    assert there.counted("roblox_cloud", "server_error") == 3
    assert there.circuits.circuit("roblox_cloud").failures == 1


async def test_many_tell_from_one_service_only_what_it_allows(there: There) -> None:
    """A 429 is not answered with more requests."""
    there = there.fresh(patience=1.5)
    async with there.broken("roblox", "status-429"):
        transport = there.transport
        for _ in range(5):
            with pytest.raises(SourceError):
                await transport.names([1])
    assert there.counted("roblox_cloud", "rate_limited") == 1
    there.circuits.close()


async def test_a_dead_service_is_left_alone_and_comes_back_by_itself(world: There) -> None:
    there = world.fresh(policy=CircuitSettings(cooldown=2, max_cooldown=2, trial_timeout=20), cloud=False)
    async with AsyncExitStack() as stack:
        stack.callback(there.circuits.close)
        transport = there.transport
        async with there.broken("roblox", "disconnect"):
            for _ in range(3):
                with pytest.raises(SourceError):
                    await transport.names([1])
            with pytest.raises(CircuitOpen):
                await transport.names([1])
            assert there.circuits.circuit("roblox_groups").state is CircuitState.CLOSED
        circuit = there.circuits.circuit("roblox_users")
        await eventually(lambda: circuit.state is CircuitState.CLOSED, "the circuit closed without anybody's question")
        assert await transport.names(IDS[:1]) == {IDS[0]: NAMES[IDS[0]]}


async def test_the_whole_way_to_an_account_and_what_stays_of_it_in_an_outage(either: There) -> None:
    async with AsyncExitStack() as stack:
        builder = either.builder
        roblox = builder.roblox()
        stack.push_async_callback(roblox.aclose)
        accounts = builder.accounts(builder.bloxlink(await builder.quota(), Serves(GUILD)), roblox)
        stack.push_async_callback(accounts.aclose)
        face = headshot_url(roblox_id())
        assert await accounts.ask(TUSHAN.id, AccountUrgency.CHANGED) == Linked(roblox_id(), "TuShan_Nocturne", face)
        assert await accounts.ask(STRANGER.id, AccountUrgency.CHANGED) == NotLinked()
        async with either.broken("bloxlink", "disconnect"):
            for _ in range(3):
                told = await accounts.ask(ORDEN.id, AccountUrgency.CHANGED)
                assert isinstance(told, Unavailable)
            told = await accounts.ask(ORDEN.id, AccountUrgency.CHANGED)
            assert isinstance(told, Unavailable)
            assert (told.service, told.why) == ("bloxlink", UnavailableReason.DOWN)
            assert told.until is not None
            stale = Linked(roblox_id(), "TuShan_Nocturne", face, Unavailable("bloxlink"))
            assert await accounts.look_up(TUSHAN.id) == stale
