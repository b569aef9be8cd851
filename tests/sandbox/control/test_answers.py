"""How the control API answers what is wrong with a call."""

import pytest

from tests.support.servers.sandbox import RunningSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_body_that_is_no_json_is_explained(sandbox: RunningSandbox) -> None:
    async with sandbox.http.post("/sandbox/slash", data=b"{") as answer:
        assert (answer.status, await answer.json()) == (400, {"error": "/sandbox/slash expects a JSON object"})


@pytest.mark.parametrize(
    ("path", "content", "line"),
    [
        ("slash", {"as": "Vulkan", "channell": "x"}, "unknown field 'channell'; there are as, channel, "),
        ("faults", {"target": "roblox", "kind": "timeout", "seconds": 1, "second": 2}, "unknown field 'second'; "),
        ("reconnect", {"now": True}, "unknown field 'now'; there is none to give"),
    ],
)
async def test_an_unknown_field_is_refused_and_nothing_is_done(
    sandbox: RunningSandbox, path: str, content: object, line: str
) -> None:
    async with sandbox.http.post(f"/sandbox/{path}", json=content) as answer:
        assert (answer.status, (await answer.json())["error"].startswith(line)) == (400, True)
    async with sandbox.http.get("/sandbox/faults") as answer:
        assert await answer.json() == {"faults": []}
