"""The same server as for commands: panels and cards are opened with commands and buttons."""

from tests.bot.commands.conftest import portuguese, server, store

__all__ = ["portuguese", "server", "store"]
