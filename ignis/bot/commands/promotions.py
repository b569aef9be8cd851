"""`/promotions`: who waits for a promotion."""

from typing import Any

from discord import app_commands

from ignis.bot.members.promotions_panel import PromotionsPanel
from ignis.bot.replies.access import STAFF
from ignis.bot.replies.reply import Interaction, Replies, Visibility


def command(panel: PromotionsPanel, replies: Replies) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="promotions", description="Shows who is ready for a promotion, to approve or decline it")
    @app_commands.default_permissions(STAFF)
    @app_commands.guild_only()
    async def promotions(interaction: Interaction) -> None:
        await replies.answer(interaction, panel.show(interaction), where=Visibility.PRIVATE)

    return promotions
