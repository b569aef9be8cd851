"""The control API by itself: mistakes answered in one line, faults, and a world without a bot."""

import asyncio
from typing import Any

import aiohttp
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


async def test_a_body_that_is_no_json_is_explained(sandbox: RunningSandbox) -> None:
    async with sandbox.http.post("/sandbox/slash", data=b"{") as answer:
        assert (answer.status, await answer.json()) == (400, {"error": "/sandbox/slash expects a JSON object"})


async def test_faults_are_listed_and_cleared(sandbox: RunningSandbox) -> None:
    await sandbox.control("faults", target="discord-rest", kind="garbage", seconds=60)
    async with sandbox.http.get("/sandbox/faults") as answer:
        (fault,) = (await answer.json())["faults"]
    assert (fault["target"], fault["kind"]) == ("discord-rest", "garbage")
    assert 0 < fault["seconds_left"] <= 60
    async with sandbox.http.get("/api/v10/gateway") as answer:
        with pytest.raises(ValueError):  # noqa: PT011  whatever the JSON library finds
            await answer.json()
    async with sandbox.http.delete("/sandbox/faults") as answer:
        assert await answer.json() == {"faults": []}
    async with sandbox.http.get("/api/v10/gateway") as answer:
        assert answer.status == 200


async def test_rest_can_hang_and_drop(sandbox: RunningSandbox) -> None:
    await sandbox.control("faults", target="discord-rest", kind="timeout", seconds=60)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2), sandbox.http.get("/api/v10/gateway"):
            pass
    await sandbox.control("faults", target="discord-rest", kind="disconnect", seconds=60)
    with pytest.raises(aiohttp.ClientConnectionError):
        async with sandbox.http.get("/api/v10/gateway"):
            pass
    async with sandbox.http.delete("/sandbox/faults"):
        pass


async def test_the_state_has_the_whole_world(sandbox: RunningSandbox) -> None:
    state = await sandbox.state()
    spec = sandbox.sandbox.spec
    assert state["guild"] == {"id": str(spec.guild_id), "name": spec.name}
    assert {"servitor-terminal", "legion-alerts"} <= set(state["channels"])
    vulkan = next(member for member in state["members"] if member["name"] == "Vulkan")
    assert vulkan["roles"]
    assert [persona["name"] for persona in state["personas"]] == ["Vulkan", "Cassian", "Tu'Shan"]
    assert state["sessions"] == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:1"},
        {"Host": "evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/sandbox/state", "/api/v10/gateway", "/gateway", "/page/index.html"])
async def test_pages_from_elsewhere_are_kept_out(sandbox: RunningSandbox, headers: dict[str, str], path: str) -> None:
    async with sandbox.http.get(path, headers=headers) as answer:
        assert answer.status == 403
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_its_own_page_is_let_in(sandbox: RunningSandbox) -> None:
    async with sandbox.http.get("/sandbox/state", headers={"Origin": sandbox.url}) as answer:
        assert answer.status == 200
    async with sandbox.http.get("/", headers={"Sec-Fetch-Site": "cross-site"}) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
