"""Reads `config/ignis.yaml`, and lays over it what the environment says."""

from collections.abc import Mapping

from ignis.runtime.config import strict_yaml
from ignis.runtime.config.settings import TAGS, ConfigError, PortSettings, Settings, config_path
from ignis.runtime.config.strict_reader import mistakes_in, read_text, validated

_MISSING = "restore config/ignis.yaml or point IGNIS_CONFIG to yours"


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Reads the file and lays `IGNIS_PORTS` and `DISCORD_GUILD_ID` over it.

    Raises ConfigError for a missing, unreadable or wrong file or variable.

    Example:
        settings = load_settings(os.environ)
        settings.ports.bot
    """
    path = config_path(environ)
    settings = parse_settings(read_text(path, missing=_MISSING), str(path))
    ports = settings.ports.model_copy(update=_ports_from(environ))
    discord = settings.discord.model_copy(update=_guild_from(environ))
    return settings.model_copy(update={"ports": ports, "discord": discord})


def parse_settings(text: str, source: str) -> Settings:
    """The settings in `text`; an empty text means the defaults. `source` names the file in error messages."""
    with mistakes_in(source):
        content = strict_yaml.parse(text, decimals=True)
        return validated(Settings, {} if content is None else content, text, strict_yaml, TAGS)


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
