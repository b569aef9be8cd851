"""Bloxlink v4: which Roblox account belongs to a Discord member (docs/integrations.md)."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from pydantic import SecretStr

from ignis.adapters.linked_accounts.daily_quota import DailyQuota
from ignis.adapters.linked_accounts.http_json import JsonAnswer, JsonRequest, RequestOutcome, SourceError
from ignis.adapters.linked_accounts.rate_limiter import RateLimiter
from ignis.adapters.linked_accounts.service import OutsideService
from ignis.runtime.resilience.circuit import CircuitState
from ignis.services.ports import AccountUrgency

NAME: Final = "Bloxlink"
PER_MINUTE: Final = 60
"""Bloxlink publishes no limit a minute; this spreads a burst over the time that its own bot takes for one."""

_NOBODY: Final = 1
"""No member has this id: "not found" is as good a sign of life as an account, and of nobody's account."""


class Bloxlink:
    def __init__(
        self,
        service: OutsideService,
        base_url: str,
        key: SecretStr,
        guild_id: Callable[[], int | None],
        *,
        budget: DailyQuota,
        pace: RateLimiter,
    ) -> None:
        """`guild_id` is asked at every call: the served guild is known only once the gateway has told it."""
        self._service = service
        self._base_url = base_url
        self._key = key
        self._guild_id = guild_id
        self._budget = budget
        self._pace = pace
        service.probe_with(self._probe)

    @property
    def well(self) -> bool:
        """It is not left alone for failing."""
        return self._service.circuit.state is CircuitState.CLOSED

    async def roblox_id(self, user_id: int, urgency: AccountUrgency = AccountUrgency.READER) -> int | None:
        """None for a member without an account. Raises SourceError and CircuitOpen."""
        question = self._question(user_id)
        return await self._service.ask(question, _account, self._pace, gate=lambda: self._budget.take(urgency))

    async def _probe(self) -> None:
        gate = self._budget.take
        await self._service.once(
            self._question(_NOBODY), _account, self._pace, gate=lambda: gate(AccountUrgency.READER)
        )

    def _question(self, user_id: int) -> JsonRequest:
        guild_id = self._guild_id()
        if guild_id is None:
            raise SourceError("Bloxlink cannot be asked before the server is known", RequestOutcome.NOT_READY)
        url = f"{self._base_url}/v4/public/guilds/{guild_id}/discord-to-roblox/{user_id}"
        return JsonRequest(NAME, url, headers={"Authorization": self._key.get_secret_value()})


def _account(answer: JsonAnswer) -> int | None:
    if answer.status == HTTPStatus.NOT_FOUND:
        return None
    return int(answer.body["robloxID"])
