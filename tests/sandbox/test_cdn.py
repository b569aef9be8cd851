"""Uploads are read over HTTP from where a message says they are."""

import base64
import io
from typing import Any

import discord
import pytest

from tests.support.servers.sandbox import Bot, RunningSandbox, connected, pointed_at

SENT = b"so it is"
pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_unmodified_client_reads_what_a_person_attached(sandbox: RunningSandbox) -> None:
    bot, read = Bot(sandbox.guild, discord.Intents.default()), []

    @bot.tree.command(name="weigh", description="Reads a file", guild=sandbox.guild)
    async def weigh(interaction: discord.Interaction[Any], file: discord.Attachment) -> None:
        read.append(await file.read())
        await interaction.response.send_message("read", file=discord.File(io.BytesIO(SENT), "an answer.txt"))

    content = bytes(range(256))
    upload = {"filename": "die Flamme.bin", "base64": base64.b64encode(content).decode()}
    with pointed_at(sandbox.info):
        async with connected(bot, sandbox.info):
            answer = await sandbox.slash("Vulkan", "weigh", file=upload)
            (shown,) = answer["messages"]
            channel = bot.get_channel(int(shown["channel_id"]))
            assert isinstance(channel, discord.TextChannel)
            sent = await (await channel.fetch_message(int(shown["id"]))).attachments[0].read()
    assert read == [content]
    assert sent == SENT


async def test_what_is_not_kept_is_not_there(sandbox: RunningSandbox) -> None:
    async with sandbox.http.get("/attachments/1/2/page.html") as answer:
        assert answer.status == 404
