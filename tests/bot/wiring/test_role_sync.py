"""The role sync follows every event that can change a rank or a nickname."""

from typing import Any, cast

import pytest

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.role_sync import RoleSync
from ignis.bot.wiring.context import BotContext
from ignis.bot.wiring.role_sync import build_role_sync
from ignis.runtime.resilience.circuit import Circuit
from tests.support.fakes.accounts import FixedAccounts


@pytest.fixture
def roles(context: BotContext, client: IgnisClient, rest: Circuit) -> RoleSync:
    return build_role_sync(
        client=client,
        role_map=context.role_map,
        database=context.database,
        accounts=FixedAccounts(),
        circuit=rest,
        settings=context.settings.sync,
        clock=context.clock,
        registry=context.registry,
        tracing=context.traces.tracing,
        log=context.log,
    )


@pytest.mark.parametrize(
    ("event", "arguments"),
    [("guild_role_create", 1), ("guild_role_delete", 1), ("guild_update", 2)],
)
async def test_a_changed_server_starts_a_round(
    client: IgnisClient, roles: RoleSync, event: str, arguments: int
) -> None:
    assert not roles._round_due.is_set()
    client.dispatch(event, *[cast("Any", None)] * arguments)
    assert roles._round_due.is_set()


async def test_a_changed_role_map_starts_a_round(context: BotContext, roles: RoleSync) -> None:
    path = context.role_map.current.path
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"max_length": 32', '"max_length": 31'), encoding="utf-8")
    await context.role_map.look()
    assert roles._round_due.is_set()


async def test_members_and_audit_entries_are_listened_to(client: IgnisClient, roles: RoleSync) -> None:
    listened = {
        event
        for event, hooks in client._event_listeners.items()
        if any(getattr(hook, "__self__", None) is roles for hook in hooks)
    }
    assert listened == {
        "member_update",
        "member_join",
        "member_remove",
        "audit_log_entry_create",
        "guild_role_update",
        "guild_role_create",
        "guild_role_delete",
        "guild_update",
    }


async def test_its_queues_are_measured(context: BotContext, roles: RoleSync) -> None:
    roles.writer.queue.failed(1, now=0)
    assert context.registry.get_sample_value("ignis_sync_queue", {"queue": "retry"}) == 1
    assert context.registry.get_sample_value("ignis_sync_queue", {"queue": "quiet"}) == 0
