"""`/leaderboard [company]`: members by points."""

from typing import Any

from discord import app_commands

from ignis.bot.members.leaderboard_panel import LeaderboardPanel
from ignis.bot.replies.reply import Interaction, Replies

_FIRST = 1


def command(panel: LeaderboardPanel, replies: Replies) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="leaderboard", description="Shows the members with the most points")
    @app_commands.describe(company="Only this battle company: its number")
    @app_commands.guild_only()
    async def leaderboard(interaction: Interaction, company: app_commands.Range[int, _FIRST] | None = None) -> None:
        await replies.answer(interaction, panel.show(interaction, company))

    return leaderboard
