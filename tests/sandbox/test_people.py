"""What makes the sandbox's people people: a language, a face."""

import pytest

from ignis.sandbox.portraits import headshot_url
from ignis.sandbox.world import SEED
from tests.support.servers.sandbox import RunningSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")

FACE = next(member.roblox_id for member in SEED.members if member.roblox_id)


@pytest.mark.parametrize("url", ["https://cdn.discordapp.com/embed/avatars/0.png", headshot_url(FACE)])
async def test_every_face_can_be_looked_at(sandbox: RunningSandbox, url: str) -> None:
    async with sandbox.http.get("/sandbox/media", params={"url": url}) as answer:
        assert answer.content_type == "image/png"
        assert (await answer.read()).startswith(b"\x89PNG")


@pytest.mark.parametrize("url", ["https://evil.example/x.png", "", "file:///etc/passwd"])
async def test_nothing_else_can(sandbox: RunningSandbox, url: str) -> None:
    async with sandbox.http.get("/sandbox/media", params={"url": url}) as answer:
        assert answer.status == 404


async def test_a_language_that_discord_does_not_have_is_refused(sandbox: RunningSandbox) -> None:
    assert "no language 'tlh'" in (await sandbox.control("locale", **{"as": "Vulkan", "locale": "tlh"}))["error"]
    assert await sandbox.control("locale", **{"as": "Vulkan", "locale": "pt-BR"}) == {"locale": "pt-BR"}
