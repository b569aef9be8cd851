"""Roblox: the name and the headshot of an account (docs/integrations.md). Open Cloud is asked where there is a key."""

from typing import Any, Final

import aiohttp
from pydantic import SecretStr

from ignis.adapters.http_json import JsonAnswer, SourceError, ask
from ignis.runtime.roblox_hosts import RobloxHosts

_HEADSHOT: Final = {"size": "150x150", "format": "Png", "isCircular": "false"}


class Roblox:
    """Both methods raise SourceError."""

    def __init__(self, session: aiohttp.ClientSession, hosts: RobloxHosts, key: SecretStr | None) -> None:
        self._session = session
        self._hosts = hosts
        self._key = key

    async def name(self, roblox_id: int) -> str:
        if self._key is not None:
            url = f"{self._hosts.open_cloud}/cloud/v2/users/{roblox_id}"
            answer = await ask(self._session, "Roblox", url, headers={"x-api-key": self._key.get_secret_value()})
            return _text(answer, answer.body, "name")
        body = {"userIds": [roblox_id], "excludeBannedUsers": False}
        answer = await ask(self._session, "Roblox", f"{self._hosts.users}/v1/users", body=body)
        return _text(answer, _first(answer), "name")

    async def headshot(self, roblox_id: int) -> str | None:
        """The picture's address; None while Roblox has none that may be shown."""
        url = f"{self._hosts.thumbnails}/v1/users/avatar-headshot"
        answer = await ask(self._session, "Roblox", url, params={"userIds": str(roblox_id), **_HEADSHOT})
        shot = _first(answer)
        return _text(answer, shot, "imageUrl") if _text(answer, shot, "state") == "Completed" else None


def _first(answer: JsonAnswer) -> Any:
    try:
        return answer.body["data"][0]
    except (KeyError, IndexError, TypeError):
        raise _unexpected(answer) from None


def _text(answer: JsonAnswer, item: Any, field: str) -> str:
    try:
        value = item[field]
    except (KeyError, TypeError):
        raise _unexpected(answer) from None
    if not isinstance(value, str) or not value:
        raise _unexpected(answer)
    return value


def _unexpected(answer: JsonAnswer) -> SourceError:
    return SourceError(f"Roblox answered {answer.status} without what was asked for")
