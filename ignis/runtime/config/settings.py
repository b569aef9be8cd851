"""What `config/ignis.yaml` may hold: everything an operator sets, checked to the last key before anything starts."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    field_validator,
    model_validator,
)

from ignis.runtime.base.errors import ConfigError as ConfigError  # noqa: PLC0414  most rooms import it from here

Port = Annotated[int, Field(ge=1, le=65535)]
_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def _time_of_day(value: Any) -> Any:
    if not isinstance(value, str) or not _TIME_OF_DAY.fullmatch(value):
        raise ValueError('expected a time of day from "00:00" to "23:59", in quotes')
    return value


TimeOfDay = Annotated[str, BeforeValidator(_time_of_day)]
Seconds = Annotated[float, Field(ge=0.1, le=86_400, allow_inf_nan=False)]
# Discord's own limit for the name of a role or a channel. YAML knows lists only, hence not strict about the tuple.
Name = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^\S(.*\S)?$")]
Id = Annotated[int, Field(gt=0, lt=1 << 63)]
_ID, _NAME = "<id>", "<name>"
_NTFY, _EMAIL, _WEBHOOK = "<ntfy>", "<email>", "<webhook>"
TAGS = frozenset({_ID, _NAME, _NTFY, _EMAIL, _WEBHOOK})
"""They stand in pydantic's places for the ways to write a role, a channel or a receiver; no file holds them."""
_LEAST_ID = 10**15
"""Discord's ids hold the moment of creation: all since 2015 have more digits than this."""


def _number(value: Any) -> Any:
    """Ids in quotes are ids as well: many editors round numbers that long."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


def _role_id(value: Any) -> Any:
    number = _number(value)
    if isinstance(number, int) and not isinstance(number, bool) and _LEAST_ID <= number < 1 << 63:
        return number
    raise ValueError("expected the role's id, 17 to 19 digits (docs/alerts.md#settings says where it is), or null")


RoleId = Annotated[int, BeforeValidator(_role_id)]


def _way(value: Any) -> str:
    number = _number(value)
    return _ID if isinstance(number, int) and number >= _LEAST_ID else _NAME


# A role or a channel, by its name or by its id.
Reference = Annotated[
    Annotated[Name, Tag(_NAME)] | Annotated[Id, BeforeValidator(_number), Tag(_ID)], Discriminator(_way)
]
References = Annotated[tuple[Reference, ...], Field(strict=False, max_length=25)]

_WEB_ADDRESS = re.compile(r"https?://[^\s@?#<>()\[\]\\\"'`|]{1,200}")
"""Without an account, a query or a fragment: what is linked is added behind it."""
_MAIL_ADDRESS = re.compile(r"[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,180}")


def _mail_address(value: str) -> str:
    if not _MAIL_ADDRESS.fullmatch(value):
        raise ValueError("expected an e-mail address, such as staff@example.org")
    return value


MailAddress = Annotated[str, AfterValidator(_mail_address)]

_SCHEMES = ("https", "http", "wss", "ws")


class _Section(BaseModel):
    # strict: `"5"` for a number or `1` for a boolean is a typing slip that is reported, not guessed at
    # defer_build: checking is compiled once, for the whole, and not for each section as well
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class PortSettings(_Section):
    sandbox: Port = 8470
    preview: Port = 8471
    bot: Port = 8472
    exporter: Port = 8473
    relay: Port = 8474
    prometheus: Port = 8475
    grafana: Port = 8476

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        uses = Counter(dict(self).values())
        if twice := [f"{name} ({port})" for name, port in self if uses[port] > 1]:
            raise ValueError(f"every program needs a port of its own; the same one is given to {', '.join(twice)}")
        return self


class DiscordSettings(_Section):
    api_url: str = "https://discord.com/api/v10"
    gateway_url: str = "wss://gateway.discord.gg/"
    guild_id: Id | None = None
    leave_other_servers: bool = False

    @field_validator("api_url", "gateway_url")
    @classmethod
    def _address(cls, value: str) -> str:
        address = urlsplit(value)
        if address.scheme not in _SCHEMES or not address.hostname:
            raise ValueError("expected an address with its scheme, such as https://discord.com/api/v10")
        return value


class BotSettings(_Section):
    """Roles and channels by name or by id; an empty list of channels means everywhere.

    A name is pinned to the id of what has it when it is first seen (docs/role-map.md).
    """

    role_map: str = "roles_ranks.json"
    startup_timeout: Seconds = 50
    staff_roles: References = ("Legion Officer",)
    command_channels: References = ("servitor-terminal",)


class DatabaseSettings(_Section):
    busy_timeout: Seconds = 5
    backup_every: Seconds = 21_600
    backups_kept: Annotated[int, Field(ge=1, le=1000)] = 14
    gone_kept_days: Annotated[int, Field(ge=0, le=10_000)] = 0


class CheckSettings(_Section):
    liveness_every: Seconds = 5
    deep_every: Seconds = 300
    confirm_after: Seconds = 10
    timeout: Seconds = 10
    slow_after: Seconds = 3
    recovery_failures: Annotated[int, Field(ge=1, le=1000)] = 3


class RelaySettings(_Section):
    reconcile_every: Seconds = 1
    hang_after: Seconds = 30
    startup_grace: Seconds = 30
    webhook_timeout: Seconds = 10

    @model_validator(mode="before")
    @classmethod
    def _moved(cls, content: Any) -> Any:
        if isinstance(content, dict) and "language" in content:
            raise ValueError("`language` is in the section `alerts` now: move it there")
        return content


class _ReceiverBase(_Section):
    """A further receiver of alerts. `severity` is the least that it is told."""

    when: Literal["discord_down", "always"] = "discord_down"
    severity: Literal["info", "warning", "critical"] = "warning"


class NtfySettings(_ReceiverBase):
    """Its address is IGNIS_NTFY_URL: whoever knows the topic reads it."""

    kind: Literal["ntfy"]


class EmailSettings(_ReceiverBase):
    """The password is IGNIS_SMTP_PASSWORD; without one nobody logs in."""

    kind: Literal["email"]
    host: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.:-]+$", max_length=253)]
    port: Port = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    sender: MailAddress
    to: Annotated[tuple[MailAddress, ...], Field(strict=False, min_length=1, max_length=20)]


class WebhookSettings(_ReceiverBase):
    """Its address is IGNIS_RECEIVER_URL."""

    kind: Literal["webhook"]


_KINDS = {"ntfy": _NTFY, "email": _EMAIL, "webhook": _WEBHOOK}


def _kind(value: Any) -> str:
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return _KINDS[kind] if isinstance(kind, str) and kind in _KINDS else _WEBHOOK


def _of_a_kind(value: Any) -> Any:
    if isinstance(value, dict) and value.get("kind") not in _KINDS:
        raise ValueError(f"expected `kind:` with one of {', '.join(_KINDS)}")
    return value


ReceiverSettings = Annotated[
    Annotated[NtfySettings, Tag(_NTFY)]
    | Annotated[EmailSettings, Tag(_EMAIL)]
    | Annotated[WebhookSettings, Tag(_WEBHOOK)],
    Discriminator(_kind),
    BeforeValidator(_of_a_kind),
]


class AlertSettings(_Section):
    """What the alert channel is told, and how. The addresses are where its readers find more."""

    language: Literal["en", "pt-BR"] = "en"
    mention_role: RoleId | None = None
    escalate_after: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)] = 900
    quiet_from: TimeOfDay | None = None
    quiet_until: TimeOfDay | None = None
    status_page_url: str | None = None
    grafana_url: str | None = None
    docs_url: str | None = None
    weekly_digest: bool = False
    weekly_day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "monday"
    weekly_hour: Annotated[int, Field(ge=0, le=23)] = 9
    time_zone: str = "UTC"
    receivers: Annotated[tuple[ReceiverSettings, ...], Field(strict=False, max_length=3)] = ()
    receivers_after: Seconds = 60
    heartbeat_every: Seconds = 60

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value != "UTC":
            from zoneinfo import ZoneInfo  # noqa: PLC0415  every program reads the settings, and few name a zone

            try:
                ZoneInfo(value)
            except (OSError, ValueError, KeyError):  # its own error is a KeyError
                raise ValueError("expected a time zone that this machine knows, such as America/Sao_Paulo") from None
        return value

    @model_validator(mode="after")
    def _both_ends(self) -> Self:
        begin, end = self.quiet_from, self.quiet_until
        if begin is None and end is not None:
            raise ValueError("quiet_from is missing: quiet hours need both, quiet_from and quiet_until")
        if end is None and begin is not None:
            raise ValueError("quiet_until is missing: quiet hours need both, quiet_from and quiet_until")
        if begin is not None and begin == end:
            raise ValueError(f"quiet_from and quiet_until are both {begin}: quiet hours need two different times")
        return self

    @field_validator("receivers")
    @classmethod
    def _one_of_a_kind(cls, value: tuple[ReceiverSettings, ...]) -> tuple[ReceiverSettings, ...]:
        kinds = Counter(one.kind for one in value)
        if twice := [kind for kind, count in kinds.items() if count > 1]:
            raise ValueError(f"one receiver of each kind, because each has its own secrets; {twice[0]} is there twice")
        return value

    @field_validator("status_page_url", "grafana_url", "docs_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None and (not _WEB_ADDRESS.fullmatch(value) or not urlsplit(value).hostname):
            raise ValueError("expected an address that browsers open, such as https://status.example.org, or null")
        return value


class RestartSettings(_Section):
    first_delay: Annotated[float, Field(ge=0, le=3600)] = 0
    base_delay: Seconds = 1
    max_delay: Seconds = 300
    jitter: Annotated[float, Field(ge=0, lt=1)] = 0.2
    reset_after: Seconds = 600
    per_hour: Annotated[int, Field(ge=1, le=1000)] = 10
    burst: Annotated[int, Field(ge=1, le=1000)] = 5

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.max_delay < self.base_delay:
            raise ValueError(f"max_delay ({self.max_delay:g}) is below base_delay ({self.base_delay:g})")
        return self


class WatchdogSettings(_Section):
    blocked_after: Seconds = 30
    no_ack_after: Seconds = 90
    not_ready_after: Seconds = 180


class MemorySettings(_Section):
    every: Seconds = 10
    soft_mb: Annotated[int, Field(ge=1)] = 768
    hard_mb: Annotated[int, Field(ge=1)] = 1536

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.hard_mb <= self.soft_mb:
            raise ValueError(f"hard_mb ({self.hard_mb}) must be above soft_mb ({self.soft_mb})")
        return self


class AccountSettings(_Section):
    """How members' Roblox accounts are asked for."""

    bloxlink_per_day: Annotated[int, Field(ge=0, le=100_000)] = 1600
    per_person_per_hour: Annotated[int, Field(ge=0, le=100_000)] = 60
    linked_for: Seconds = 86_400
    not_linked_for: Seconds = 600
    sync_older_than: Seconds = 60
    refresh_older_than: Seconds = 3600
    change_older_than: Seconds = 86_400
    background_per_minute: Annotated[float, Field(gt=0, le=30, allow_inf_nan=False)] = 30
    timeout: Seconds = 5


class CircuitSettings(_Section):
    """When a service that fails is left alone, and for how long."""

    failures: Annotated[int, Field(ge=1, le=100)] = 3
    cooldown: Seconds = 30
    max_cooldown: Seconds = 600
    jitter: Annotated[float, Field(ge=0, lt=1)] = 0.1
    trial_timeout: Seconds = 5

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.max_cooldown < self.cooldown:
            raise ValueError(f"max_cooldown ({self.max_cooldown:g}) is below cooldown ({self.cooldown:g})")
        return self


class DiskSettings(_Section):
    """MiB free where the state is kept; of a small disk a tenth and a fiftieth of its size are enough."""

    low_mb: Annotated[int, Field(ge=1)] = 1024
    least_mb: Annotated[int, Field(ge=1)] = 128

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low_mb <= self.least_mb:
            raise ValueError(f"low_mb ({self.low_mb}) must be above least_mb ({self.least_mb})")
        return self


class SyncSettings(_Section):
    """How ranks and nicknames follow Discord's roles."""

    quiet: Seconds = 2
    keep_rank_without_role: bool = True
    rank_on_return: bool = True
    writes_per_second: Annotated[float, Field(ge=0.1, le=40, allow_inf_nan=False)] = 20
    answer_within: Seconds = 30
    retry_after: Seconds = 5
    retry_at_most: Seconds = 600
    fight_window: Seconds = 86400
    fight_rest: Seconds = 3600
    ask_above: Annotated[int, Field(ge=0, le=1_000_000)] = 5

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.retry_at_most < self.retry_after:
            raise ValueError(f"retry_at_most ({self.retry_at_most:g}) is below retry_after ({self.retry_after:g})")
        return self


class TelemetrySettings(_Section):
    """Which share of interactions and syncs is traced, and how many of these traces are kept in memory."""

    sample: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 1
    traces_kept: Annotated[int, Field(ge=1, le=10_000)] = 200


class HistorySettings(_Section):
    """How long the exporter remembers, and how often it writes down what it has seen."""

    keep_days: Annotated[int, Field(ge=1, le=3660)] = 400
    write_every: Seconds = 30


class LogSettings(_Section):
    level: Literal["debug", "info", "warning", "error"] = "info"


class Settings(_Section):
    ports: PortSettings = Field(default_factory=PortSettings)
    discord: DiscordSettings = Field(default_factory=DiscordSettings)
    bot: BotSettings = Field(default_factory=BotSettings)
    database: DatabaseSettings = Field(default_factory=DatabaseSettings)
    checks: CheckSettings = Field(default_factory=CheckSettings)
    relay: RelaySettings = Field(default_factory=RelaySettings)
    alerts: AlertSettings = Field(default_factory=AlertSettings)
    restarts: RestartSettings = Field(default_factory=RestartSettings)
    watchdog: WatchdogSettings = Field(default_factory=WatchdogSettings)
    memory: MemorySettings = Field(default_factory=MemorySettings)
    circuits: CircuitSettings = Field(default_factory=CircuitSettings)
    disk: DiskSettings = Field(default_factory=DiskSettings)
    accounts: AccountSettings = Field(default_factory=AccountSettings)
    sync: SyncSettings = Field(default_factory=SyncSettings)
    telemetry: TelemetrySettings = Field(default_factory=TelemetrySettings)
    history: HistorySettings = Field(default_factory=HistorySettings)
    log: LogSettings = Field(default_factory=LogSettings)


def project_root() -> Path:
    """The checkout that this code is in."""
    return Path(__file__).resolve().parents[3]


def config_path(environ: Mapping[str, str]) -> Path:
    """`$IGNIS_CONFIG`, or the checkout's `config/ignis.yaml`."""
    return Path(environ.get("IGNIS_CONFIG") or project_root() / "config" / "ignis.yaml").absolute()


def home_path(environ: Mapping[str, str], *, sandbox: bool) -> Path:
    """`$IGNIS_HOME`; without it the checkout's `var/`, or `var/sandbox/` for a stack with the local Discord."""
    var = project_root() / "var"
    return Path(environ.get("IGNIS_HOME") or (var / "sandbox" if sandbox else var)).absolute()
