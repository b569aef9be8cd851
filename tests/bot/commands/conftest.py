"""Commands on a server of their own, over a real database."""

from typing import Any

import discord
import pytest
import pytest_asyncio
import simcord

from ignis.adapters.database.database import Database
from ignis.adapters.stores.members import SqliteMembers
from ignis.services.ports import MemberStore
from tests.support.servers.server import Server


@pytest.fixture
def store(database: Database) -> MemberStore:
    return SqliteMembers(database)


@pytest_asyncio.fixture
async def server(simcord_env: simcord.Env, store: MemberStore) -> Server:
    guild = simcord_env.create_guild(name="Age of Warfare")
    rights = {
        "Primarch": discord.Permissions(administrator=True),
        "Legion Officer": discord.Permissions(manage_roles=True),
    }
    names = ("Primarch", "Legion Officer", "Recruiter", "Captains", "Brothers", "Aspirants")
    roles = {name: guild.create_role(name, permissions=rights.get(name)) for name in names}
    channel, elsewhere = guild.create_text_channel("servitor-terminal"), guild.create_text_channel("legion-alerts")
    made = Server(simcord_env, guild, channel, elsewhere, store, roles)
    await simcord_env.settle()
    return made


@pytest.fixture
def portuguese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every reader's Discord speaks Brazilian Portuguese; simcord's speaks English only."""
    read: Any = discord.Interaction._from_data

    def translated(interaction: discord.Interaction[Any], data: Any) -> None:
        read(interaction, {**data, "locale": "pt-BR"})

    monkeypatch.setattr(discord.Interaction, "_from_data", translated)
