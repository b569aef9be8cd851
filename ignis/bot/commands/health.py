"""`/health`: how everything is; its button shows staff the rest."""

from typing import Any

from discord import app_commands

from ignis.bot.health.panel import HealthPanel
from ignis.bot.replies.reply import Interaction, Replies


def command(panel: HealthPanel, replies: Replies) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="health", description="Shows how Ignis is: its programs, checks and outside services")
    @app_commands.guild_only()
    async def health(interaction: Interaction) -> None:
        await replies.answer(interaction, panel.show(interaction))

    return health
