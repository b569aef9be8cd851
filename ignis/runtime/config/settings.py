"""`config/ignis.yaml`: everything an operator sets, checked to the last key before anything starts."""

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from ignis.runtime.base.errors import ConfigError as ConfigError  # noqa: PLC0414  most rooms import it from here

Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(ge=0.1, le=86_400, allow_inf_nan=False)]
# Discord's own limit for the name of a role or a channel. YAML knows lists only, hence not strict about the tuple.
Name = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^\S(.*\S)?$")]
Names = Annotated[tuple[Name, ...], Field(strict=False, max_length=25)]

_MAX_LISTED = 3
_SCHEMES = ("https", "http", "wss", "ws")


class _Section(BaseModel):
    # strict: `"5"` for a number or `1` for a boolean is a typing slip that should be said, not guessed at
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
    guild_id: Annotated[int, Field(gt=0, lt=1 << 63)] | None = None

    @field_validator("api_url", "gateway_url")
    @classmethod
    def _address(cls, value: str) -> str:
        address = urlsplit(value)
        if address.scheme not in _SCHEMES or not address.hostname:
            raise ValueError("expected an address with its scheme, such as https://discord.com/api/v10")
        return value


class BotSettings(_Section):
    """Roles and channels go by their names on the server; an empty list of channels means everywhere."""

    role_map: str = "roles_ranks.json"
    startup_timeout: Seconds = 50
    staff_roles: Names = ("Legion Officer",)
    command_channels: Names = ("servitor-terminal",)


class DatabaseSettings(_Section):
    busy_timeout: Seconds = 5
    backup_every: Seconds = 21_600
    backups_kept: Annotated[int, Field(ge=1, le=1000)] = 14


class CheckSettings(_Section):
    liveness_every: Seconds = 5
    deep_every: Seconds = 300
    confirm_after: Seconds = 10
    timeout: Seconds = 10
    slow_after: Seconds = 3


class RelaySettings(_Section):
    reconcile_every: Seconds = 1
    hang_after: Seconds = 30
    startup_grace: Seconds = 30
    webhook_timeout: Seconds = 10


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
    linked_for: Seconds = 86_400
    not_linked_for: Seconds = 600
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
    writes_per_second: Annotated[float, Field(ge=0.1, le=40, allow_inf_nan=False)] = 20
    retry_after: Seconds = 5
    retry_at_most: Seconds = 600
    fight_window: Seconds = 60
    fight_rest: Seconds = 3600

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
    """The checkout that this code stands in."""
    return Path(__file__).resolve().parents[3]


def config_path(environ: Mapping[str, str]) -> Path:
    """`$IGNIS_CONFIG`, or the checkout's `config/ignis.yaml`."""
    return Path(environ.get("IGNIS_CONFIG") or project_root() / "config" / "ignis.yaml").absolute()


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Reads the file and lays `IGNIS_PORTS` and `DISCORD_GUILD_ID` over it.

    Raises ConfigError for a missing, unreadable or wrong file or variable.
    """
    path = config_path(environ)
    settings = parse_settings(_read(path), str(path))
    ports = settings.ports.model_copy(update=_ports_from(environ))
    discord = settings.discord.model_copy(update=_guild_from(environ))
    return settings.model_copy(update={"ports": ports, "discord": discord})


def parse_settings(text: str, source: str) -> Settings:
    """The settings in `text`; `source` names the file in error messages."""
    try:
        content: Any = yaml.load(text, Loader=_UniqueKeyLoader)  # noqa: S506  it is a SafeLoader
    except yaml.YAMLError as error:
        raise ConfigError(f"{source}: {_yaml_problem(error)}") from None
    except (ValueError, KeyError, AttributeError, IndexError, TypeError):
        # what PyYAML lets through for a tag or a date that its value does not fit, such as 2026-13-45
        raise ConfigError(f"{source}: not valid YAML: a value does not fit its type") from None
    except RecursionError:
        raise ConfigError(f"{source}: not valid YAML: nested too deeply") from None
    if not isinstance(content, dict | None):
        raise ConfigError(f"{source}: expected sections such as `ports:`, found {type(content).__name__}")
    try:
        return Settings.model_validate(content or {})
    except ValidationError as error:
        raise ConfigError(f"{source}: {listed(error, _problem)}") from None


class _UniqueKeyLoader(yaml.SafeLoader):
    """YAML itself lets the last of two equal keys win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen: set[Any] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key must be a plain word", key_node.start_mark)
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key `{key_node.value}` stands here twice", key_node.start_mark
                )
            seen.add(key_node.value)
        return super().construct_mapping(node, deep)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; restore config/ignis.yaml or point IGNIS_CONFIG to yours") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None


def _yaml_problem(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    return f"{place}not valid YAML: {getattr(error, 'problem', None) or 'unreadable'}"


def listed(error: ValidationError, say: Callable[[tuple[int | str, ...], str, str, object], str]) -> str:
    """A file's first mistakes in one line, each as `say(place, kind, message, value)` puts it, and how many more."""
    found = error.errors(include_url=False)
    first = "; ".join(say(item["loc"], item["type"], item["msg"], item["input"]) for item in found[:_MAX_LISTED])
    more = len(found) - _MAX_LISTED
    return f"{first}; and {more} more" if more > 0 else first


def _problem(loc: tuple[int | str, ...], kind: str, message: str, value: object) -> str:
    key = ".".join(str(part) for part in loc) or "file"
    if kind == "extra_forbidden":
        known = ", ".join(_known_keys(loc[:-1]))
        return f"`{key}` is not a known key; expected one of: {known}"
    if kind == "model_type":
        return f"`{key}`: expected a section with keys such as {_known_keys(loc)[0]!r}, found {value!r}"
    expected = message.removeprefix("Value error, ").replace("Input should be", "expected", 1)
    return f"`{key}`: {expected}, found {value!r}" if kind != "value_error" else f"`{key}`: {expected}"


def _known_keys(section: tuple[int | str, ...]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in section:
        inner = model.model_fields[str(part)].annotation
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return []
        model = inner
    return list(model.model_fields)


def _ports_from(environ: Mapping[str, str]) -> dict[str, int]:
    """`IGNIS_PORTS=bot=9001,relay=9002`: how `ignis up --ports auto` tells its programs what it picked."""
    chosen: dict[str, int] = {}
    for item in filter(None, environ.get("IGNIS_PORTS", "").split(",")):
        name, _, number = item.partition("=")
        if name not in PortSettings.model_fields or not number.isascii() or not number.isdigit():
            raise ConfigError(f"IGNIS_PORTS: expected name=port, comma separated, found {item!r}")
        chosen[name] = int(number)
    return chosen


def _guild_from(environ: Mapping[str, str]) -> dict[str, int]:
    value = environ.get("DISCORD_GUILD_ID", "").strip()
    if not value:
        return {}
    if not (value.isascii() and value.isdigit()):
        raise ConfigError(f"DISCORD_GUILD_ID: expected a server id (digits only), found {value!r}")
    return {"guild_id": int(value)}


def home_path(environ: Mapping[str, str]) -> Path:
    """`$IGNIS_HOME`, or the checkout's `var/`."""
    return Path(environ.get("IGNIS_HOME") or project_root() / "var").absolute()
