"""Faults by the control API, and what they do to a request."""

import asyncio

import aiohttp
import pytest

from tests.support.servers.sandbox import RunningSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
