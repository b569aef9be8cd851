"""What can be looked at by the control API."""

import pytest

from tests.support.servers.sandbox import RunningSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_state_has_the_whole_world(sandbox: RunningSandbox) -> None:
    state = await sandbox.state()
    spec = sandbox.sandbox.spec
    assert state["guild"] == {"id": str(spec.guild_id), "name": spec.name}
    assert {"servitor-terminal", "legion-alerts"} <= set(state["channels"])
    vulkan = next(member for member in state["members"] if member["name"] == "Vulkan")
    assert vulkan["roles"]
    assert [persona["name"] for persona in state["personas"]] == ["Vulkan", "Cassian", "Tu'Shan"]
    assert state["sessions"] == []
