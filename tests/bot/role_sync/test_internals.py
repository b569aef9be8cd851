"""What the sync reads of discord.py past its public surface is what the public surface says."""

from pathlib import Path
from typing import Any

from ignis.bot.role_sync.internals import changed_roles, moment, role_ids, target_id
from tests.support.servers.sandbox import running_sandbox
from tests.support.servers.syncing import syncing
from tests.support.waiting import becomes


async def test_they_say_what_is_public(tmp_path: Path) -> None:
    async with running_sandbox() as sandbox, syncing(sandbox, tmp_path) as run:
        heard: list[Any] = []
        run.client.listen("audit_log_entry_create", heard.append)
        for name in ("Tu'Shan", "Zadar", "Orden the Trader"):
            member = run.seen(name)
            assert sorted(role_ids(member)) == sorted(role.id for role in member.roles if not role.is_default())
        assert role_ids(run.seen("Tu'Shan")) != role_ids(run.seen("Zadar"))
        await run.change("Zadar", add_roles=["Recruiter"])

        async def told() -> bool:
            return bool(heard)

        await becomes(told, "the entry of the audit log")
        assert target_id(heard[0]) == run.id_of("Zadar")
        assert heard[0].target.id == run.id_of("Zadar")
        changed = changed_roles(heard[0])  # the public way forgets what it was made of
        assert changed == (frozenset(role.id for role in heard[0].changes.after.roles), frozenset())
        assert moment(heard[0]) == heard[0].created_at.timestamp()
