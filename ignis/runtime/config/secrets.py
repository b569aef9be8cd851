"""Tokens, keys and the address of the webhook: from the environment, or from a `.env` that only its owner can read.

A variable that is set wins over the file, also if it is set to nothing: `DISCORD_TOKEN= ignis up` tries the sandbox
without a change of the file.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from pydantic import SecretStr

from ignis.runtime.config.settings import ConfigError, config_path, project_root


@dataclass(frozen=True)
class Secrets:
    """A field is None if it is not set. Each variable is the name of its field in capitals."""

    discord_token: SecretStr | None = None
    ignis_alert_webhook: SecretStr | None = None
    bloxlink_api_key: SecretStr | None = None
    roblox_api_key: SecretStr | None = None
    ignis_ntfy_url: SecretStr | None = None
    ignis_ntfy_token: SecretStr | None = None
    ignis_smtp_password: SecretStr | None = None
    ignis_receiver_url: SecretStr | None = None
    ignis_receiver_token: SecretStr | None = None
    ignis_heartbeat_url: SecretStr | None = None

    def values(self) -> Iterator[str]:
        """The texts that must never be shown."""
        for field in fields(self):
            secret = getattr(self, field.name)
            if secret is not None:
                yield secret.get_secret_value()


def load_secrets(environ: Mapping[str, str]) -> Secrets:
    """Raises ConfigError for a `.env` that others can read, and for a value with white space in it.

    >>> load_secrets({"DISCORD_TOKEN": "abc", "IGNIS_CONFIG": "/nowhere/ignis.yaml"}).discord_token
    SecretStr('**********')
    """
    file = _env_file(environ)
    stored: Mapping[str, str | None] = _read_env_file(file) if file.exists() else {}
    return Secrets(**{field.name: _secret(field.name.upper(), environ, stored) for field in fields(Secrets)})


def _env_file(environ: Mapping[str, str]) -> Path:
    """Beside the file that IGNIS_CONFIG names, or in the checkout."""
    return config_path(environ).parent / ".env" if environ.get("IGNIS_CONFIG") else project_root() / ".env"


def _read_env_file(file: Path) -> Mapping[str, str | None]:
    if not file.is_file():
        raise ConfigError(f"{file}: expected a file with lines such as DISCORD_TOKEN=...")
    if os.name != "nt" and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigError(f"{file}: holds secrets but others may read it; run: chmod 600 {file}")
    from dotenv import dotenv_values  # noqa: PLC0415  most starts have no such file

    try:
        return dotenv_values(file, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {type(error).__name__}") from None


def _secret(name: str, environ: Mapping[str, str], stored: Mapping[str, str | None]) -> SecretStr | None:
    value = (environ[name] if name in environ else stored.get(name) or "").strip()
    if not value:
        return None
    if any(char.isspace() or not char.isprintable() for char in value):
        raise ConfigError(f"{name}: has white space or an unprintable character in it; copy it again")
    return SecretStr(value)
