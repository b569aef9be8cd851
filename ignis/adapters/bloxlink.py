"""Bloxlink v4: which Roblox account belongs to a Discord member (docs/integrations.md)."""

from collections.abc import Callable
from http import HTTPStatus

import aiohttp
from pydantic import SecretStr

from ignis.adapters.http_json import SourceError, ask


class Bloxlink:
    def __init__(
        self, session: aiohttp.ClientSession, base_url: str, key: SecretStr, guild_id: Callable[[], int | None]
    ) -> None:
        """`guild_id` is asked at every call: the served guild is known only once the gateway has told it."""
        self._session = session
        self._base_url = base_url
        self._key = key
        self._guild_id = guild_id

    async def roblox_id(self, user_id: int) -> int | None:
        """None for a member without an account. Raises SourceError."""
        guild_id = self._guild_id()
        if guild_id is None:
            raise SourceError("Bloxlink cannot be asked before the server is known")
        url = f"{self._base_url}/v4/public/guilds/{guild_id}/discord-to-roblox/{user_id}"
        answer = await ask(self._session, "Bloxlink", url, headers={"Authorization": self._key.get_secret_value()})
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        try:
            return int(answer.body["robloxID"])
        except (KeyError, TypeError, ValueError):
            raise SourceError(f"Bloxlink answered {answer.status} without an account") from None
