"""Discord's side of the recoveries: what each of them looks at, and how it is put right."""

import asyncio
from typing import Final

from ignis.bot.gateway.client import Gateway, IgnisClient
from ignis.bot.gateway.heartbeat import disconnect, last_ack_age
from ignis.bot.member_list.request import ListNotHad, MemberListRequest
from ignis.bot.rest.command_sync import CommandSync
from ignis.repair.recovery import NotRepaired

_COMMANDS_WITHIN: Final = 50.0
"""Seconds; the recovery itself is given up a little later."""


class ClientGateway:
    """The connection to Discord's gateway, for `reconnect-gateway`."""

    def __init__(self, client: IgnisClient) -> None:
        self._client = client

    def silent_for(self) -> float | None:
        """Seconds since the last acknowledged heartbeat; None without a session."""
        return last_ack_age(self._client) if self._client.gateway is Gateway.READY else None

    async def disconnect(self) -> bool:
        return await disconnect(self._client)


class RegisteredCommands:
    """The commands that Discord shows on the served server, for `resync-commands`."""

    def __init__(self, commands: CommandSync, client: IgnisClient) -> None:
        self._commands = commands
        self._client = client

    async def resync(self) -> bool | None:
        """Whether they differed; None while no server is served. Raises NotRepaired with Discord's reason."""
        guild = self._client.guild
        if guild is None:
            return None
        try:
            async with asyncio.timeout(_COMMANDS_WITHIN):
                wrote = await self._commands.attempt(guild)
        except TimeoutError:  # another try is under way, or has to wait for Discord's limits
            wrote = None
        if wrote is None:
            problem = self._commands.trouble or f"Discord did not take the commands within {_COMMANDS_WITHIN:g} s"
            raise NotRepaired(problem)
        return wrote


class GuildMembers:
    """The members of the served server that discord.py remembers, for `rebuild-cache`."""

    def __init__(self, client: IgnisClient, request: MemberListRequest) -> None:
        self._client = client
        self._request = request

    def count(self) -> tuple[int, int] | None:
        """How many are known, and how many there are; None while no server is served."""
        count = self._client.members.count
        return (count.known, count.total) if count is not None else None

    @property
    def whole(self) -> bool:
        return self._client.members.whole

    async def refill(self) -> None:
        """Raises NotRepaired with what Discord answered."""
        guild = self._client.guild
        if guild is None:
            return
        try:
            await self._request.ask(guild)
        except ListNotHad as problem:
            raise NotRepaired(str(problem)) from problem
