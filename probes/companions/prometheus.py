"""How Prometheus is started: its configuration with the stack's own ports, and its command line.

The configuration is `prometheus.yml` beside `ignis.yaml` if there is one, else `ops/prometheus/prometheus.yml`. Both
contain the default ports of Ignis' programs. This module replaces them by the actual addresses, and makes relative
paths of rules absolute, because the result is written to another folder. It names the file with the token that the
relay wants from whoever sends alerts, also in a configuration from before there was one.
"""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from ignis.runtime.config.settings import ConfigError, PortSettings, project_root
from ignis.runtime.stack.http import LOOPBACK

RETENTION: Final = "400d"
LARGEST: Final = "5GB"
"""The limit for its data; the oldest goes first. About 1,500 series at the default interval fill it in 400 days."""

_OUR_PAGES: Final = r"https?://(127\.0\.0\.1|localhost)(:\d+)?"
"""By default, every web page in a browser on this machine could read Prometheus' data."""

SHIPPED_TOKEN_FILE: Final = "../../var/run/alerts.token"  # noqa: S105  a place, not a token
"""As `ops/prometheus/prometheus.yml` has it, from its own folder: of the default home."""

_CHECK_WITHIN = 20.0
_AUTHORIZED_BY = ("authorization", "basic_auth", "oauth2", "sigv4")


def source(ignis_yaml: Path) -> Path:
    """The configuration to start from."""
    own = ignis_yaml.with_name("prometheus.yml")
    return own if own.exists() else project_root() / "ops" / "prometheus" / "prometheus.yml"


def render(text: str, file: Path, ports: PortSettings, token_file: Path) -> str:
    """The text of `file`, adapted to a stack on `ports`. Raises ConfigError if it is no configuration.

    `token_file` is what the relay wants to be shown with alerts.
    """
    try:
        content: Any = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ConfigError(f"{file}: not valid YAML{f', line {mark.line + 1}' if mark else ''}") from None
    if not isinstance(content, dict):
        raise ConfigError(f"{file}: expected sections such as `scrape_configs:`")
    actual = {_address(shipped): _address(dict(ports)[name]) for name, shipped in PortSettings()}
    rendered = _readdressed(content, actual | {SHIPPED_TOKEN_FILE: str(token_file)})
    _authorize(rendered, _address(ports.relay), str(token_file))
    rules = rendered.get("rule_files")
    if isinstance(rules, list):
        rendered["rule_files"] = [str(file.parent / rule) for rule in map(str, rules)]
    return f"# Made from {file} at every start: change that one.\n" + yaml.safe_dump(rendered, sort_keys=False)


def command(program: Path, config: Path, data: Path, port: int) -> list[str]:
    return [
        str(program),
        f"--config.file={config}",
        f"--storage.tsdb.path={data}",
        f"--storage.tsdb.retention.time={RETENTION}",
        f"--storage.tsdb.retention.size={LARGEST}",
        f"--web.listen-address={_address(port)}",
        f"--web.cors.origin={_OUR_PAGES}",
        "--enable-feature=exemplar-storage",
    ]


def text_of(file: Path, program: Path) -> str:
    """The text of the configuration `file`. Raises ConfigError for every mistake that can be found before the start."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8 text'}") from None
    render(text, file, PortSettings(), file)
    if (found := problem(program, file)) is not None:
        raise ConfigError(f"{file}: {found}")
    return text


def problem(program: Path, config: Path) -> str | None:
    """The mistakes that promtool, a part of Prometheus, finds in `config`. None also if promtool is missing or slow."""
    tool = program.with_name("promtool")
    if not tool.exists():
        return None
    try:
        done = subprocess.run(
            [tool, "check", "config", config], capture_output=True, text=True, timeout=_CHECK_WITHIN, check=False
        )
    except subprocess.TimeoutExpired:  # a busy machine; Prometheus itself will report the mistake
        return None
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    return None if done.returncode == 0 else " ".join(line.removeprefix("FAILED: ") for line in lines)[:500]


def _authorize(rendered: dict[str, Any], relay: str, token_file: str) -> None:
    """Adds the token to what sends alerts to the relay, and only there: another receiver must not learn it."""
    alerting = rendered.get("alerting")
    managers = alerting.get("alertmanagers") if isinstance(alerting, dict) else None
    for manager in managers if isinstance(managers, list) else ():
        if isinstance(manager, dict) and not manager.keys() & set(_AUTHORIZED_BY) and _targets(manager) == {relay}:
            manager["authorization"] = {"credentials_file": token_file}


def _targets(manager: Mapping[str, Any]) -> set[str]:
    """All that it sends to; with any service discovery but a static list they are not known."""
    if any(name.endswith("_sd_configs") for name in manager):
        return {""}
    configs = manager.get("static_configs")
    lists = [one.get("targets") for one in configs if isinstance(one, dict)] if isinstance(configs, list) else []
    return {str(target) for targets in lists if isinstance(targets, list) for target in targets}


def _readdressed(part: Any, actual: Mapping[str, str]) -> Any:
    """`part` with every address replaced that is a key of `actual`."""
    if isinstance(part, dict):
        return {key: _readdressed(value, actual) for key, value in part.items()}
    if isinstance(part, list):
        return [_readdressed(one, actual) for one in part]
    return actual.get(part, part) if isinstance(part, str) else part


def _address(port: int) -> str:
    return f"{LOOPBACK}:{port}"
