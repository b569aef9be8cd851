"""Which Discord, Bloxlink and Roblox this stack talks to: the real ones with DISCORD_TOKEN, its own sandbox without.

The code is the same, only the addresses differ: nothing that uses them knows which they are.
"""

import asyncio
from dataclasses import dataclass

from pydantic import SecretStr

from ignis.runtime.base.home import Home
from ignis.runtime.config.secrets import Secrets
from ignis.runtime.stack import endpoints, sandbox_info
from ignis.runtime.stack.process import GIVE_UP, Exit, Process

_SANDBOX_TIMEOUT = 30.0
_POLL = 0.05
_BLOXLINK = "https://api.blox.link"


@dataclass(frozen=True)
class Upstreams:
    """`accounts` is None if members' Roblox accounts cannot be asked for."""

    api_url: str
    gateway_url: str
    token: SecretStr
    guild_id: int | None
    alert_webhook: SecretStr | None
    sandbox: bool
    accounts: "AccountHosts | None" = None


@dataclass(frozen=True)
class AccountHosts:
    """Where to ask for the Roblox accounts of members. `roblox_url` None: Roblox' own hosts."""

    bloxlink_url: str
    bloxlink_key: SecretStr
    roblox_url: str | None
    roblox_key: SecretStr | None


async def resolve(process: Process, *, sandbox_timeout: float = _SANDBOX_TIMEOUT) -> Upstreams:
    """`look`, but waits for a sandbox. Raises Exit (70) if none comes up within `sandbox_timeout` seconds.

    Example:
        found = await resolve(process)
        print(found.api_url)
    """
    try:
        async with asyncio.timeout(sandbox_timeout):
            while (found := look(process)) is None:  # noqa: ASYNC110  another process writes it; no event says so
                await asyncio.sleep(_POLL)
            return found
    except TimeoutError:
        raise Exit(GIVE_UP, _what_is_missing(process.home)) from None


def look(process: Process) -> Upstreams | None:
    """What is known at the moment. None if there is no token, and no sandbox has published its address."""
    secrets, discord = process.secrets, process.settings.discord
    if secrets.discord_token is not None:
        return Upstreams(
            discord.api_url,
            discord.gateway_url,
            secrets.discord_token,
            discord.guild_id,
            secrets.ignis_alert_webhook,
            sandbox=False,
            accounts=_accounts(secrets),
        )
    info = _sandbox(process.home)
    if info is None:
        return None
    for secret in (info.token, info.alert_webhook, info.bloxlink_api_key, info.roblox_api_key):
        process.redact.add(secret.get_secret_value())
    webhook = secrets.ignis_alert_webhook or info.alert_webhook
    accounts = AccountHosts(info.bloxlink_url, info.bloxlink_api_key, info.roblox_url, info.roblox_api_key)
    return Upstreams(
        info.api_url, info.gateway_url, info.token, info.guild_id, webhook, sandbox=True, accounts=accounts
    )


def _accounts(secrets: Secrets) -> AccountHosts | None:
    """None without Bloxlink's key: only Bloxlink knows which account belongs to which member."""
    if secrets.bloxlink_api_key is None:
        return None
    return AccountHosts(_BLOXLINK, secrets.bloxlink_api_key, None, secrets.roblox_api_key)


def _sandbox(home: Home) -> sandbox_info.SandboxInfo | None:
    info = sandbox_info.read(home)
    published = endpoints.read(home).get("sandbox")
    # an info file without its address is left over from an earlier stack on other ports
    return info if info and published and info.api_url.startswith(published.url) else None


def _what_is_missing(home: Home) -> str:
    import psutil  # noqa: PLC0415  not at every start, only at one that fails

    published = endpoints.read(home).get("sandbox")
    if published and psutil.pid_exists(published.pid):
        return (
            f"the sandbox runs (pid {published.pid}), but {home.sandbox_file} is missing or not its own: "
            "run `ignis restart sandbox`"
        )
    return f"DISCORD_TOKEN is not set and no sandbox runs in {home.root}: set the token, or start `ignis up`"
