"""Which problem is only a symptom of which other one: the table `ROOTS`. Pure.

While a root cause is open, its symptoms are held back: they are counted in its message and not told by themselves. A
symptom may have several possible roots, and a root may itself be a symptom of another one.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from probes.relay.incidents.incident import covers

_HOST: Final = ("host:*",)
_SANDBOX: Final = ("process:sandbox",)
"""In a stack of a sandbox, its process is Discord, Roblox and Bloxlink."""
_DISCORD: Final = ("check:discord_api", "check:discord_gateway", *_SANDBOX)
_STORAGE: Final = ("check:database", "check:disk")
_BOT: Final = ("process:bot",)
_SUPERVISOR: Final = ("stack:supervisord",)

ROOTS: Final[Mapping[str, tuple[str, ...]]] = {
    # the bot is asked, and does not answer or has just begun
    "check:cache": _BOT,
    "check:backups": (*_BOT, *_STORAGE),
    "check:privacy": (*_BOT, *_STORAGE),
    "check:recoveries": (*_BOT, *_STORAGE, *_DISCORD),
    "check:background": ("process:*", *_STORAGE),
    "memory:bot": _BOT,
    "memory:exporter": ("process:exporter",),
    "memory:relay": ("process:relay",),
    "memory:sandbox": _SANDBOX,
    # supervisord is asked. A death is no symptom of it: it is told beside it, because nobody starts that program again
    "check:process_state": _SUPERVISOR,
    "check:restart_budget": _SUPERVISOR,
    # Discord
    "check:discord_api": _SANDBOX,
    "check:discord_gateway": (*_BOT, "check:discord_api", *_SANDBOX),
    "check:members": (*_BOT, *_DISCORD),
    "check:commands": (*_BOT, *_DISCORD, "circuit:discord_rest"),
    "circuit:discord_rest": (*_BOT, *_DISCORD),
    # Roblox and Bloxlink; of circuits before the same service the first one that opens stands for all of them
    "check:roblox": _SANDBOX,
    "check:bloxlink": _SANDBOX,
    "circuit:roblox_*": (*_BOT, "check:roblox", "circuit:roblox_*", *_SANDBOX),
    "circuit:bloxlink": (*_BOT, "check:bloxlink", *_SANDBOX),
    # the disk
    "check:database": ("check:disk",),
    # what Prometheus' rules say of the same (ops/prometheus/rules/alerts.yml)
    "alert:IgnisInteractionsFail*": (*_BOT, *_DISCORD, *_STORAGE),
    "alert:IgnisInteractionsSlow*": (*_BOT, *_DISCORD, *_STORAGE),
    "alert:IgnisDiscordErrors*": (*_BOT, *_DISCORD, "circuit:discord_rest"),
    "alert:IgnisSyncStuck*": (*_BOT, *_DISCORD, *_STORAGE),
    "alert:IgnisTargetDown*": ("process:*",),
    "alert:IgnisEventLoopLags*": ("process:*",),
    "alert:IgnisRestartsFrequent*": ("process:*",),
    "alert:IgnisMemoryGrows*": ("process:*", "memory:*"),
    "alert:IgnisBackgroundFails*": ("process:*", "check:background", *_STORAGE),
    "alert:IgnisCheckOverdue*": ("process:exporter",),
    "alert:IgnisHistoryNotWritten*": ("process:exporter", "check:disk"),
    "alert:IgnisOutboxStuck*": ("check:discord_api", "check:disk"),
    "alert:IgnisAlertsFail*": ("check:discord_api",),
    "*": _HOST,
}
"""Symptom -> its possible roots. The last row, an outage of everything, is added to all others."""

_EVERY_ROOT: Final = frozenset(root for roots in ROOTS.values() for root in roots)


@lru_cache(maxsize=4096)
def roots_of(subject: str) -> tuple[str, ...]:
    """The subjects, as patterns, of which `subject` can be a symptom.

    Example:
        >>> "check:roblox" in roots_of("circuit:roblox_users"), roots_of("host:everything")
        (True, ())
    """
    if subject.startswith("host:"):
        return ()
    own = next(roots for symptom, roots in ROOTS.items() if covers(symptom, subject))
    return tuple(dict.fromkeys((*own, *_HOST)))


@lru_cache(maxsize=8192)
def causes(root: str, symptom: str) -> bool:
    """Whether a problem of the subject `root` explains one of the subject `symptom`."""
    return root != symptom and any(covers(pattern, root) for pattern in roots_of(symptom))


@lru_cache(maxsize=4096)
def is_root(subject: str) -> bool:
    """Whether `subject` can have symptoms."""
    return any(covers(pattern, subject) for pattern in _EVERY_ROOT)
