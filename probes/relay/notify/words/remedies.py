"""What one can do, as commands to copy, and where it is written up and drawn; the sentences are in each language.

Tests prove that `ignis` knows each of its commands, that each page has its anchor, and each board its panel.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Panel(Enum):
    """A panel of a Grafana dashboard (ops/grafana/boards): the dashboard's uid, the panel's number and title."""

    NOW = "ignis-overview", 2, "Ignis"
    CHECKS = "ignis-overview", 13, "Checks"
    MEMORY = "ignis-overview", 19, "Memory"
    LAG = "ignis-overview", 21, "Event-loop lag"
    HISTORY = "ignis-overview", 24, "History on disk"
    SCRAPES = "ignis-overview", 26, "Scrapes"
    RUNNING = "ignis-self-repair", 11, "Running"
    RESTARTS = "ignis-self-repair", 14, "Restarts a minute"
    HOLDS = "ignis-self-repair", 16, "Held at the restart gate"
    CIRCUITS = "ignis-self-repair", 18, "State"
    RECOVERIES = "ignis-self-repair", 22, "Runs a minute"
    BACKGROUND = "ignis-self-repair", 27, "Failing"
    CHECK_AGES = "ignis-self-repair", 33, "Age of the last result"
    WEBHOOK = "ignis-self-repair", 37, "Requests to the alert webhook, a minute"
    OUTBOX = "ignis-self-repair", 38, "Outbox"
    OUTCOMES = "ignis-bot", 3, "By outcome, a minute"
    ANSWERS = "ignis-bot", 6, "95 of 100 answers, by command"
    LOGINS = "ignis-bot", 9, "Logins left today"
    GATEWAY = "ignis-bot", 12, "Latency"
    DISCORD = "ignis-bot", 17, "Requests a minute, by status"
    RATE_LIMITS = "ignis-bot", 18, "Rate limits hit, a minute"
    DATABASE = "ignis-bot", 22, "95 of 100 queries"
    ACCOUNTS = "ignis-bot", 27, "Answered from memory"
    BUDGET = "ignis-bot", 30, "Bloxlink budget left"
    SERVICES = "ignis-bot", 33, "Requests a minute, by outcome"
    WAITING = "ignis-bot", 37, "Waiting"
    MEMBERS = "ignis-bot", 45, "Members known"

    def __init__(self, board: str, number: int, title: str) -> None:
        self.board = board
        self.number = number
        self.title = title


@dataclass(frozen=True)
class Remedy:
    """`commands` to copy, the most useful first; `{name}` is the incident's subject. `page` may have an anchor."""

    commands: tuple[str, ...]
    page: str
    panel: Panel


_BOT_LOG: Final = "ignis logs bot"
_STATUS: Final = "ignis status"
_HEALTH: Final = "docs/health-checks.md#what-is-asked"
_BROKEN: Final = "docs/health-checks.md#a-dependency-breaks"
_RULES: Final = "docs/prometheus.md#the-alert-rules"
_SYNC: Final = "docs/role-sync.md#what-is-visible"

REMEDIES: Final[Mapping[str, Remedy]] = {
    # programs, by how they went away
    "kind:crashed": Remedy(("ignis logs {name}", "ignis restart {name}"), "docs/restarts.md#the-rules", Panel.RUNNING),
    "kind:hung": Remedy(("ignis logs {name}",), "docs/hangs-and-leaks.md#the-watchdog", Panel.RUNNING),
    "kind:config": Remedy(
        ("ignis logs {name}", "ignis restart {name}"), "docs/operating.md#when-something-is-wrong", Panel.RUNNING
    ),
    "kind:cannot_start": Remedy(
        ("ignis logs {name}", "ignis logs supervisord", "ignis restart {name}"),
        "docs/operating.md#when-something-is-wrong",
        Panel.RUNNING,
    ),
    "kind:outgrown": Remedy(("ignis logs {name}",), "docs/hangs-and-leaks.md#memory", Panel.MEMORY),
    "memory": Remedy(("ignis status", "ignis restart relay"), "docs/hangs-and-leaks.md#memory", Panel.MEMORY),
    "test": Remedy((), "docs/alerts.md", Panel.OUTBOX),
    # everything at once
    "kind:outage": Remedy(
        ("ignis logs supervisord", 'journalctl -k --since "1 hour ago" | grep -i oom'),
        "docs/restarts.md",
        Panel.RUNNING,
    ),
    "kind:machine_off": Remedy(
        ("last -x reboot shutdown | head", "journalctl -b -1 -n 30"), "docs/restarts.md", Panel.RUNNING
    ),
    "kind:asleep": Remedy(("sudo systemctl mask sleep.target suspend.target",), "docs/restarts.md", Panel.RUNNING),
    "kind:standstill": Remedy(("uptime", "ignis status"), "docs/hangs-and-leaks.md", Panel.RUNNING),
    "kind:unsupervised": Remedy(
        ('ps -o pid,stat,etime,args -p "$(cat var/run/supervisord.pid)"', "ignis logs supervisord", "ignis up"),
        "docs/alerts.md#when-supervisord-does-not-answer",
        Panel.RUNNING,
    ),
    # checks
    "check:bot_liveness": Remedy((_BOT_LOG, "ignis restart bot"), "docs/hangs-and-leaks.md", Panel.RUNNING),
    "check:process_state": Remedy((_STATUS,), "docs/operating.md#when-something-is-wrong", Panel.RUNNING),
    "check:background": Remedy((_BOT_LOG, "ignis restart bot"), "docs/recoveries.md#background-work", Panel.BACKGROUND),
    "check:recoveries": Remedy((_BOT_LOG, "ignis repair"), "docs/recoveries.md", Panel.RECOVERIES),
    "check:restart_budget": Remedy((_STATUS, _BOT_LOG), "docs/restarts.md#where-a-hold-is-visible", Panel.HOLDS),
    "check:discord_gateway": Remedy((_BOT_LOG, "ignis repair reconnect-gateway"), _BROKEN, Panel.GATEWAY),
    "check:members": Remedy(
        (_BOT_LOG, "ignis repair rebuild-cache"), "docs/health-checks.md#the-list-of-members", Panel.MEMBERS
    ),
    "check:discord_api": Remedy(("curl -sS https://discord.com/api/v10/gateway", _BOT_LOG), _BROKEN, Panel.DISCORD),
    "check:database": Remedy(
        (_BOT_LOG, "ignis repair reopen-database", "ignis repair restore-database", "df -h ."),
        "docs/recoveries.md#why-no-acknowledged-write-is-lost",
        Panel.DATABASE,
    ),
    "check:alerts": Remedy(
        (_STATUS, "ignis logs relay", "ignis restart relay"),
        "docs/alerts.md#when-the-webhook-does-not-take-it",
        Panel.CHECKS,
    ),
    "check:backups": Remedy(
        ("df -h .", "ls -ld var/backups", _BOT_LOG),
        "docs/recoveries.md#why-no-acknowledged-write-is-lost",
        Panel.CHECKS,
    ),
    "check:cache": Remedy((_BOT_LOG, "ignis restart bot"), _HEALTH, Panel.ACCOUNTS),
    "check:commands": Remedy(("ignis repair resync-commands", _BOT_LOG), "docs/recoveries.md", Panel.CHECKS),
    "check:config": Remedy((_BOT_LOG,), "docs/role-map.md#editing-by-hand", Panel.CHECKS),
    "check:privacy": Remedy(("df -h .", _BOT_LOG), "docs/recoveries.md#what-was-deleted-stays-deleted", Panel.CHECKS),
    "check:bloxlink": Remedy((_BOT_LOG,), "docs/integrations.md#bloxlink-v4", Panel.SERVICES),
    "check:bloxlink:key": Remedy(("ignis restart bot",), "docs/integrations.md#bloxlink-v4", Panel.SERVICES),
    "check:roblox": Remedy((_BOT_LOG,), "docs/integrations.md#roblox", Panel.SERVICES),
    "check:roblox:key": Remedy(("ignis restart bot",), "docs/integrations.md#roblox", Panel.SERVICES),
    "check:circuits": Remedy((_STATUS, _BOT_LOG), "docs/circuits.md", Panel.CIRCUITS),
    "check:memory": Remedy((_STATUS,), "docs/hangs-and-leaks.md#memory", Panel.MEMORY),
    "check:disk": Remedy(("df -h .", "ignis repair clean-up", "du -xh . | sort -h | tail"), _HEALTH, Panel.HISTORY),
    "check:clock": Remedy(("timedatectl", "sudo timedatectl set-ntp true"), _HEALTH, Panel.CHECKS),
    "check:*": Remedy((_STATUS,), "docs/health-checks.md", Panel.CHECKS),
    # circuits
    "circuit:bloxlink": Remedy((_BOT_LOG,), "docs/integrations.md#bloxlink-v4", Panel.CIRCUITS),
    "circuit:roblox_cloud": Remedy((_BOT_LOG,), "docs/integrations.md#roblox", Panel.CIRCUITS),
    "circuit:roblox_users": Remedy((_BOT_LOG,), "docs/integrations.md#roblox", Panel.CIRCUITS),
    "circuit:roblox_groups": Remedy((_BOT_LOG,), "docs/integrations.md#roblox", Panel.CIRCUITS),
    "circuit:roblox_thumbnails": Remedy((_BOT_LOG,), "docs/integrations.md#roblox", Panel.CIRCUITS),
    "circuit:discord_rest": Remedy((_BOT_LOG,), "docs/integrations.md#discord", Panel.CIRCUITS),
    "circuit:webhook": Remedy(("ignis logs relay",), "docs/circuits.md", Panel.WEBHOOK),
    "circuit:*": Remedy((_STATUS,), "docs/circuits.md", Panel.CIRCUITS),
    # the rules of ops/prometheus/rules/alerts.yml
    "alert:IgnisInteractionsFail": Remedy((_BOT_LOG, _STATUS), _RULES, Panel.OUTCOMES),
    "alert:IgnisInteractionsSlow": Remedy((_STATUS, _BOT_LOG), "docs/telemetry.md#traces", Panel.ANSWERS),
    "alert:IgnisDiscordErrors": Remedy((_BOT_LOG,), "docs/integrations.md#discord", Panel.DISCORD),
    "alert:IgnisRateLimited": Remedy((_BOT_LOG, "ignis restart bot"), _SYNC, Panel.RATE_LIMITS),
    "alert:IgnisNearBan": Remedy(("ignis down", _BOT_LOG), _RULES, Panel.DISCORD),
    "alert:IgnisIdentifiesLow": Remedy((_STATUS, _BOT_LOG, "ignis down"), "docs/restarts.md", Panel.LOGINS),
    "alert:IgnisBloxlinkBudgetLow": Remedy((_STATUS,), "docs/integrations.md#bloxlink-v4", Panel.BUDGET),
    "alert:IgnisSyncStuck": Remedy((_BOT_LOG,), _SYNC, Panel.WAITING),
    "alert:IgnisTargetDown": Remedy((_STATUS, "ignis logs prometheus"), "docs/prometheus.md", Panel.SCRAPES),
    "alert:IgnisEventLoopLags": Remedy(("uptime", _STATUS), "docs/hangs-and-leaks.md", Panel.LAG),
    "alert:IgnisBackgroundFails": Remedy(
        ("ignis logs relay", "ignis logs exporter"), "docs/recoveries.md#background-work", Panel.BACKGROUND
    ),
    "alert:IgnisRestartsFrequent": Remedy((_STATUS, _BOT_LOG), "docs/restarts.md", Panel.RESTARTS),
    "alert:IgnisMemoryGrows": Remedy((_STATUS,), "docs/hangs-and-leaks.md#memory", Panel.MEMORY),
    "alert:IgnisCheckOverdue": Remedy(
        ("ignis logs exporter", "ignis restart exporter"), "docs/health-checks.md", Panel.CHECK_AGES
    ),
    "alert:IgnisHistoryNotWritten": Remedy(
        ("df -h .", "ignis logs exporter"), "docs/history.md#when-something-goes-wrong", Panel.HISTORY
    ),
    "alert:IgnisOutboxStuck": Remedy(("ignis logs relay",), "docs/alerts.md", Panel.OUTBOX),
    "alert:IgnisAlertsFail": Remedy(("ignis logs relay", "ignis restart relay"), "docs/alerts.md", Panel.WEBHOOK),
    "alert:*": Remedy((_STATUS,), _RULES, Panel.NOW),
}
"""By topic: see `topics`."""
