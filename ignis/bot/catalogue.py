"""Every command of Ignis. A new one is a file in `commands/` and a line here."""

from typing import Any

from discord import app_commands

from ignis.bot.commands import userinfo
from ignis.bot.reply import Replies
from ignis.services.profile import Profiles

AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.ContextMenu | app_commands.Group


def commands(profiles: Profiles, replies: Replies) -> tuple[AnyCommand, ...]:
    return (userinfo.command(profiles, replies),)
