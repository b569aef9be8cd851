"""Bloxlink v4: which Roblox account belongs to a Discord member (docs/integrations.md)."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Protocol

from pydantic import SecretStr

from ignis.adapters.linked_accounts.answer_values import account_id
from ignis.adapters.linked_accounts.daily_quota import DailyQuota, QuotaShare, spendable
from ignis.adapters.linked_accounts.http_json import JsonAnswer, JsonRequest, RequestOutcome, SourceError
from ignis.adapters.linked_accounts.rate_limiter import RateLimiter
from ignis.adapters.linked_accounts.service import OutsideService
from ignis.runtime.resilience.circuit import CircuitState
from ignis.services.ports import AccountUrgency

NAME: Final = "Bloxlink"
PER_MINUTE: Final = 60
"""Bloxlink publishes no limit a minute. This spreads a burst over the time that its own bot takes for one."""

_NOT_A_MEMBER: Final = 1
"""No member has this id. For a probe, "not found" is as good as an account, and it is the account of no member."""


class GuildSource(Protocol):
    """Knows which guild the bot serves. The gateway says so, late, and may say another later."""

    @property
    def served_guild_id(self) -> int | None: ...


class Bloxlink:
    """A LinkService.

    Example:
        roblox_id = await bloxlink.roblox_id(user_id, AccountUrgency.READER)
    """

    def __init__(
        self,
        service: OutsideService,
        base_url: str,
        key: SecretStr,
        guild: GuildSource,
        *,
        quota: DailyQuota,
        limiter: RateLimiter,
    ) -> None:
        self._service = service
        self._base_url = base_url
        self._key = key
        self._guild = guild
        self._quota = quota
        self._limiter = limiter
        service.probe_with(self)

    @property
    def well(self) -> bool:
        """Its circuit is closed."""
        return self._service.circuit.state is CircuitState.CLOSED

    @property
    def service(self) -> str:
        return self._service.circuit.name

    def left(self, urgency: AccountUrgency) -> int:
        """How many of the day's requests are left to questions of this urgency."""
        return spendable(self._quota.left(), urgency)

    async def roblox_id(self, user_id: int, urgency: AccountUrgency = AccountUrgency.READER) -> int | None:
        """Returns None for a member without an account. Raises SourceError and CircuitOpen."""
        share = QuotaShare(self._quota, urgency)
        return await self._service.ask(self._question(user_id), self._limiter, share)

    async def probe(self) -> None:
        share = QuotaShare(self._quota, AccountUrgency.READER)
        await self._service.once(self._question(_NOT_A_MEMBER), self._limiter, share)

    def _question(self, user_id: int) -> "_AccountQuestion":
        guild_id = self._guild.served_guild_id
        if guild_id is None:
            raise SourceError("Bloxlink cannot be asked before the server is known", RequestOutcome.NOT_READY)
        url = f"{self._base_url}/v4/public/guilds/{guild_id}/discord-to-roblox/{user_id}"
        return _AccountQuestion(JsonRequest(NAME, url, headers={"Authorization": self._key.get_secret_value()}))


@dataclass(frozen=True)
class _AccountQuestion:
    request: JsonRequest

    def read(self, answer: JsonAnswer) -> int | None:
        if answer.status == HTTPStatus.NOT_FOUND and isinstance(answer.body["error"], str):  # else a proxy's
            return None
        return account_id(answer.body["robloxID"])
