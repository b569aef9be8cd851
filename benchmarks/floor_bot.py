"""The least that a discord.py bot can do for `/userinfo`: answer at once with one constant card, looked up nowhere.

The card has the size and the picture of Ignis' own, so that what it is compared with is the work and not the bytes.
`python benchmarks/floor_bot.py HOME`: connects to the sandbox that runs in HOME.
"""

import asyncio
import sys
from io import BytesIO
from pathlib import Path

import discord
from discord import app_commands

from ignis.adapters.pictures import ResvgRenderer
from ignis.adapters.pictures.ladder import LadderDrawing
from ignis.adapters.role_map.reader import load_role_map
from ignis.bot.members.card import PICTURE, CardContent, CardPerson, card
from ignis.bot.rest.address import pointed_at
from ignis.bot.texts import load_texts
from ignis.domain.members.member import Member
from ignis.domain.members.profile import Subject, profile
from ignis.domain.rules.ladder_steps import ladder_rows, place_of
from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import project_root
from ignis.runtime.stack import sandbox_info
from ignis.services.ports import Linked

_AVATAR = "https://cdn.discordapp.com/embed/avatars/0.png"
_HEADSHOT = "https://tr.rbxcdn.com/sandbox-1545931342/150/150/AvatarHeadshot/Png/noFilter"


def constant_card() -> tuple[discord.ui.LayoutView, bytes]:
    """A legionary's card as Ignis shows it, and its picture."""
    legion = load_role_map(project_root() / "config" / "roles_ranks.json").legion
    row, rank = ladder_rows(legion.ladder), "Ashborn Legionary"
    subject = Subject(1, ("Legionary", "Seal of Nocturne"), "6. Legionary TuShan_Nocturne")
    content = CardContent(
        CardPerson(1053048554129817925, "6. Legionary TuShan_Nocturne", "tushan", _AVATAR),
        profile(legion, subject, Member(1, 123, rank, "legionary")),
        row,
        Linked(1545931342, "TuShan_Nocturne", _HEADSHOT),
        pictured=True,
    )
    view = card(content, load_texts().voice("en"))
    view.stop()
    return view, ResvgRenderer().render(LadderDrawing(row, rank, place_of(rank, row), 9))


class Floor(discord.Client):
    def __init__(self, guild_id: int) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, members=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            guild_ready_timeout=0.5,
        )
        self._guild = discord.Object(guild_id)
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        view, png = constant_card()

        @self.tree.command(name="userinfo", description="The least there is to do", guild=self._guild)
        async def userinfo(interaction: discord.Interaction, member: discord.Member | None = None) -> None:
            del member
            await interaction.response.send_message(view=view, file=discord.File(BytesIO(png), PICTURE))

        await self.tree.sync(guild=self._guild)


async def main(home: Home) -> None:
    info = sandbox_info.read(home)
    if info is None:
        sys.exit(f"no sandbox has run in {home.root}")
    with pointed_at(info.api_url, info.gateway_url):
        async with Floor(info.guild_id) as client:
            await client.start(info.token.get_secret_value())


if __name__ == "__main__":
    asyncio.run(main(Home(Path(sys.argv[1]))))
