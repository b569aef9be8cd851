"""The bot's own application, as an unmodified discord.py reads and changes it."""

import discord
import pytest

from tests.support.servers.sandbox import Bot, RunningSandbox, connected

pytestmark = pytest.mark.asyncio(loop_scope="module")
PICTURE = b"\x89PNG\r\n\x1a\n"


async def test_what_the_bot_changes_is_kept_also_over_a_reset(sandbox: RunningSandbox, bot: Bot) -> None:
    edited = await (await bot.application_info()).edit(
        description="A servitor", tags=["legion", "ranks"], icon=PICTURE, custom_install_url="https://example.org/in"
    )
    assert edited is not None
    assert (edited.description, edited.tags, edited.icon is not None) == ("A servitor", ["legion", "ranks"], True)
    await sandbox.control("reset")
    told = await bot.application_info()
    assert (told.description, told.custom_install_url) == ("A servitor", "https://example.org/in")
    taken_back = await told.edit(description=None, tags=None, custom_install_url=None, icon=None)
    assert taken_back is not None
    assert (taken_back.tags, taken_back.custom_install_url, taken_back.icon) == ([], None, None)


async def test_it_has_three_addresses_and_others_are_not_the_bots(sandbox: RunningSandbox) -> None:
    own = await sandbox.api("GET", "/applications/@me")
    for path in (f"/applications/{sandbox.info.application_id}", "/oauth2/applications/@me"):
        assert await sandbox.api("GET", path) == own
    for method in ("GET", "PATCH"):
        status, refused = await sandbox.api(method, "/applications/1", {} if method == "PATCH" else None)
        assert (status, refused["code"]) == (403, 20012)


async def test_the_switches_of_privileged_intents_are_flags_of_it(sandbox: RunningSandbox) -> None:
    await sandbox.control("application", privileged_intents=["message_content"])
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with connected(Bot(sandbox.guild, discord.Intents(guilds=True, members=True)), sandbox.info):
            pass
    async with connected(Bot(sandbox.guild, discord.Intents(guilds=True)), sandbox.info) as bot:
        assert bot.application_flags.gateway_message_content_limited
        assert not bot.application_flags.gateway_guild_members_limited
        flags = discord.ApplicationFlags(gateway_guild_members_limited=True, embedded=True)
        edited = await (await bot.application_info()).edit(flags=flags)
    assert edited is not None
    assert (edited.flags.gateway_guild_members_limited, edited.flags.embedded) == (True, False), "those alone"
    async with connected(Bot(sandbox.guild, discord.Intents(guilds=True, members=True)), sandbox.info) as bot:
        assert bot.application_flags == edited.flags
