"""Mistakes in calls about servers, roles and channels are one line, and nothing is done."""

import pytest

from tests.support.servers.sandbox import RunningSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("path", "fields", "line"),
    [
        ("servers/leave", {"server": "Nowhere"}, "no server called 'Nowhere'; there are Age of Warfare"),
        ("servers/recover", {}, "Age of Warfare has no outage"),
        ("servers/outage", {"seconds": -1}, "'seconds' must be above 0, not -1"),
        ("servers/invite", {"name": "Age of Warfare"}, "the bot is in Age of Warfare already"),
        ("servers/invite", {"name": "X", "owner": "Nobody"}, "nobody on Discord is called 'Nobody'"),
        ("servers/invite", {"name": "X", "members": {"Vulkan": ["A"]}}, "X has no role 'A': name it in 'roles'"),
        ("servers/invite", {"name": "X", "members": {"Vulkan": "A"}}, "the roles of 'Vulkan' must be a list of names"),
        ("roles/create", {"name": ""}, "a role's name has 1 to 100 characters, not 0"),
        ("roles/create", {"name": "X", "permissions": ["fly"]}, "no permission 'fly'; Discord's are such as"),
        ("roles/edit", {"role": "Visitor", "position": 0}, "a position is 1 to "),
        ("roles/delete", {"role": "@everyone"}, "Invalid Form Body"),
        ("roles/delete", {"role": "King"}, "no role called 'King'"),
        ("channels/permissions", {"channel": "x", "target": "Ignis"}, "no channel called 'x'"),
        ("members/leave", {"member": "The Emperor"}, "neither the owner nor the bot can leave so"),
        ("members/join", {"name": "Vulkan"}, "Vulkan is in Age of Warfare already"),
        ("slash", {"as": "Vulkan", "channel": "x", "command": "y", "server": "X"}, "no server called 'X'"),
        ("member-list", {"interval": -1}, "the interval is in seconds, 0 for no limit, up to 86400, not -1"),
    ],
)
async def test_mistakes_are_explained(sandbox: RunningSandbox, path: str, fields: dict[str, object], line: str) -> None:
    before = await sandbox.state()
    assert (await sandbox.control(path, **fields))["error"].startswith(line)
    assert await sandbox.state() == before
