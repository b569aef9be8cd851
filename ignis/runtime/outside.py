"""Which Discord, Bloxlink and Roblox this stack talks to: the real ones with DISCORD_TOKEN, its own sandbox without.

Same code, two addresses: nothing behind this module knows which of them it is.
"""

import asyncio
from dataclasses import dataclass

from pydantic import SecretStr

from ignis.runtime import endpoints, sandbox_info
from ignis.runtime.process import GIVE_UP, Exit, Process
from ignis.runtime.secrets import Secrets

_SANDBOX_TIMEOUT = 30.0
_POLL = 0.05
_BLOXLINK = "https://api.blox.link"


@dataclass(frozen=True)
class Outside:
    api_url: str
    gateway_url: str
    token: SecretStr
    guild_id: int | None
    alert_webhook: SecretStr | None
    sandbox: bool
    accounts: "Accounts | None" = None


@dataclass(frozen=True)
class Accounts:
    """How to ask for members' Roblox accounts. `roblox_url` None: Roblox' own hosts."""

    bloxlink_url: str
    bloxlink_key: SecretStr
    roblox_url: str | None
    roblox_key: SecretStr | None


async def resolve(process: Process) -> Outside:
    """Raises Exit (70) when the sandbox is needed and does not come up within 30 s."""
    secrets, discord = process.secrets, process.settings.discord
    if secrets.discord_token is not None:
        return Outside(
            discord.api_url,
            discord.gateway_url,
            secrets.discord_token,
            discord.guild_id,
            secrets.ignis_alert_webhook,
            sandbox=False,
            accounts=_accounts(secrets),
        )
    info = await _sandbox(process)
    for secret in (info.token, info.alert_webhook, info.bloxlink_api_key, info.roblox_api_key):
        process.redact.add(secret.get_secret_value())
    webhook = secrets.ignis_alert_webhook or info.alert_webhook
    accounts = Accounts(info.bloxlink_url, info.bloxlink_api_key, info.roblox_url, info.roblox_api_key)
    return Outside(info.api_url, info.gateway_url, info.token, info.guild_id, webhook, sandbox=True, accounts=accounts)


def _accounts(secrets: Secrets) -> Accounts | None:
    """Without Bloxlink's key nobody can say whose account is whose."""
    if secrets.bloxlink_api_key is None:
        return None
    return Accounts(_BLOXLINK, secrets.bloxlink_api_key, None, secrets.roblox_api_key)


async def _sandbox(process: Process) -> sandbox_info.SandboxInfo:
    try:
        async with asyncio.timeout(_SANDBOX_TIMEOUT):
            while True:
                info = sandbox_info.read(process.home)
                published = endpoints.read(process.home).get("sandbox")
                # an info file without its address is left over from an earlier stack on other ports
                if info and published and info.api_url.startswith(published.url):
                    return info
                await asyncio.sleep(_POLL)
    except TimeoutError:
        raise Exit(
            GIVE_UP,
            f"DISCORD_TOKEN is not set and no sandbox runs in {process.home.root}: set the token, or start `ignis up`",
        ) from None
