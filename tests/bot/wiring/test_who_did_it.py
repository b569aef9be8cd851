"""Who changed a member's roles, on the real program, where the audit log tells it later than the member's update."""

from pathlib import Path
from typing import Any

from tests.support.programs.program import Program, ready_in
from tests.support.servers.sandbox import RunningSandbox, running_sandbox
from tests.support.waiting import becomes

MEMBER = "Mo'lok"
_ENTRIES = 'ignis_gateway_events_total{event="GUILD_AUDIT_LOG_ENTRY_CREATE"}'


async def entries(program: Program) -> int:
    """The audit entries that have come in."""
    lines = (await program.text("/metrics")).splitlines()
    return sum(int(float(line.rpartition(" ")[2])) for line in lines if line.startswith(_ENTRIES))


async def adopted(sandbox: RunningSandbox, rank: str) -> str:
    """The member's history, once its newest line tells of this rank."""

    async def told() -> str | None:
        answer: dict[str, Any] = await sandbox.slash("Cassian", "history", member=MEMBER)
        text = str(answer.get("messages"))
        return text if f"→ **{rank}**" in text else None

    return await becomes(told, f"the line of {rank}")


async def test_entries_that_come_4_s_late_sign_no_other_change(tmp_path: Path) -> None:
    async with running_sandbox() as sandbox, ready_in(sandbox, tmp_path, sync={"quiet": 0.2}) as program:
        await sandbox.control("faults", target="audit-log", kind="late", seconds=60)
        await becomes(program.gone_through, "all members have been gone through")
        before = await entries(program)
        await sandbox.control("member", actor="Vulkan", member=MEMBER, add_roles=["Inductii"], remove_roles=[])
        first = await adopted(sandbox, "Inductii")
        assert "Vulkan" not in first
        assert await entries(program) == before, "what signs it is still to come"

        async def come() -> bool:
            return await entries(program) > before

        await becomes(come, "the late entry")
        await sandbox.control("member", actor="Cassian", member=MEMBER, add_roles=["Chaplain"], remove_roles=[])
        second = await adopted(sandbox, "Chaplain")
        assert "Vulkan" not in second
