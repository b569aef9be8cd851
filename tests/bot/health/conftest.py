"""The same server as for commands: the card is opened with its command."""

from tests.bot.commands.conftest import portuguese, server, store

__all__ = ["portuguese", "server", "store"]
