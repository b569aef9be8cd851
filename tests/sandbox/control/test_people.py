"""What people do, by the control API: mistakes answered in one line, and a world without a bot."""

from typing import Any

import pytest

from tests.support.servers.sandbox import RunningSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _post(sandbox: RunningSandbox, path: str, content: object) -> tuple[int, Any]:
    async with sandbox.http.post(f"/sandbox/{path}", json=content) as answer:
        return answer.status, await answer.json()


def _slash(**changes: object) -> dict[str, object]:
    return {"as": "Vulkan", "channel": "servitor-terminal", "command": "userinfo", "options": {}} | changes


async def test_without_a_bot_nobody_answers(sandbox: RunningSandbox) -> None:
    await sandbox.api("PUT", _commands(sandbox), [{"name": "userinfo", "description": "who"}])
    status, outcome = await _post(sandbox, "slash", _slash())
    assert status == 200
    assert outcome["acknowledged"] is False
    assert outcome["latency_ms"] >= 3000
    assert outcome["messages"] == []


def _commands(sandbox: RunningSandbox) -> str:
    return f"/applications/{sandbox.info.application_id}/guilds/{sandbox.info.guild_id}/commands"


@pytest.mark.parametrize(
    ("path", "content", "status", "line"),
    [
        ("slash", _slash(command="nothing"), 404, "no command /nothing; the bot has registered /userinfo"),
        ("slash", _slash(options={"member": "Vulkan"}), 400, "no option 'member' in /userinfo"),
        ("slash", _slash(channel="nowhere"), 404, "no channel called 'nowhere'; there are"),
        ("slash", _slash(**{"as": "Nobody"}), 404, "no member called 'Nobody'; there are"),
        ("slash", {"as": "Vulkan"}, 400, "'channel' is missing"),
        ("slash", _slash(command=7), 400, "'command' must be text, not 7"),
        ("slash", [], 400, "/sandbox/slash expects a JSON object, not list"),
        ("click", {"as": "Vulkan", "channel": "legion-alerts", "message": "1"}, 404,  "no message '1'"),
        ("modal", {"as": "Vulkan", "interaction": "1"}, 404, "no interaction '1'"),
        ("member", {"actor": "Vulkan", "member": "Vulkan", "add_roles": ["X"]}, 404, "no role called 'X'; there are"),
        ("member", {"actor": "Vulkan", "member": "Vulkan", "add_roles": [7]}, 400, "'add_roles' must be"),
        ("member", {"actor": "Vulkan", "member": "Vulkan", "nick": "x" * 33}, 400, "a nickname has 1 to 32 characters"),
        ("application", {"privileged_intents": ["x"]}, 400, "no privileged intent 'x'; there are members"),
        ("faults", {"target": "sun", "kind": "timeout", "seconds": 1}, 400, "no target 'sun'; there are"),
        ("faults", {"target": "roblox", "kind": "timeout", "seconds": "1"}, 400, "'seconds' must be a number, not '1'"),
    ],
)  # fmt: skip
async def test_mistakes_are_explained_in_one_line(
    sandbox: RunningSandbox, path: str, content: object, status: int, line: str
) -> None:
    await sandbox.api("PUT", _commands(sandbox), [{"name": "userinfo", "description": "who"}])
    answered, body = await _post(sandbox, path, content)
    assert answered == status
    assert body["error"].startswith(line)
    assert "\n" not in body["error"]
