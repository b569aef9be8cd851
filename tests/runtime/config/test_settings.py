from pathlib import Path

import pytest
import yaml
from hypothesis import given, strategies as st

from ignis.runtime.config.settings import ConfigError, Settings, load_settings, parse_settings, project_root

SHIPPED = project_root() / "config" / "ignis.yaml"


def test_the_shipped_file_says_exactly_the_defaults() -> None:
    shipped = parse_settings(SHIPPED.read_text(encoding="utf-8"), "ignis.yaml")
    assert shipped == Settings()


def test_the_shipped_file_names_every_key() -> None:
    written = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    assert {name: set(section) for name, section in written.items()} == {
        name: set(type(section).model_fields) for name, section in Settings()
    }


def test_an_empty_file_means_the_defaults() -> None:
    assert parse_settings("", "ignis.yaml") == Settings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "log:\n  slow: 5\n",
            "`log.slow` is not a known key; expected one of: level",
        ),
        (
            "check: {}\n",
            f"`check` is not a known key; expected one of: {', '.join(Settings.model_fields)}",
        ),
        ("ports:\n  bot: '8472'\n", "`ports.bot`: expected a valid integer, found '8472'"),
        ("ports:\n  bot: 70000\n", "`ports.bot`: expected less than or equal to 65535, found 70000"),
        ("ports:\n  bot: true\n", "`ports.bot`: expected a valid integer, found True"),
        (
            "ports:\n  bot: 9000\n  relay: 9000\n",
            "`ports`: every program needs a port of its own; the same one is given to bot (9000), relay (9000)",
        ),
        ("log:\n  level: loud\n", "`log.level`: expected 'debug', 'info', 'warning' or 'error', found 'loud'"),
        ("checks:\n  timeout: .inf\n", "`checks.timeout`: expected a finite number, found inf"),
        ("checks: 5\n", "`checks`: expected a section with keys such as 'liveness_every', found 5"),
        (
            "discord:\n  api_url: discord.com\n",
            "`discord.api_url`: expected an address with its scheme, such as https://discord.com/api/v10",
        ),
        (
            "discord:\n  api_url: 'http://'\n",
            "`discord.api_url`: expected an address with its scheme, such as https://discord.com/api/v10",
        ),
        ("bot:\n  staff_roles: Legion Officer\n", "`bot.staff_roles`: expected a valid tuple, found 'Legion Officer'"),
        ("bot:\n  command_channels: [7]\n", "`bot.command_channels.0`: expected a valid string, found 7"),
        ("- a\n- b\n", "expected sections such as `ports:`, found list"),
        (
            "log:\n  level: info\nlog:\n  level: debug\n",
            "line 3, column 1: not valid YAML: the key `log` stands here twice",
        ),
        ("ports: [1, 2\n", "line 2, column 1: not valid YAML: expected ',' or ']', but got '<stream end>'"),
        ("log: {level: 2026-13-45}", "not valid YAML: a value does not fit its type"),
        ("log: {level: !!int abc}", "not valid YAML: a value does not fit its type"),
        ("log: {level: !!bool x}", "not valid YAML: a value does not fit its type"),
        ("log: {level: !!timestamp x}", "not valid YAML: a value does not fit its type"),
        ("disk: {low_mb: 5, least_mb: 9}", "`disk`: low_mb (5) must be above least_mb (9)"),
        ("restarts: {base_delay: 5, max_delay: 1}", "`restarts`: max_delay (1) is below base_delay (5)"),
        ("memory: {soft_mb: 9, hard_mb: 9}", "`memory`: hard_mb (9) must be above soft_mb (9)"),
        ("[" * 5000, "not valid YAML: nested too deeply"),
        ("? [a, b]\n: 1\n", "line 1, column 3: not valid YAML: a key must be a plain word"),
    ],
)
def test_a_mistake_is_one_line_with_file_key_and_what_was_expected(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_settings(text, "conf/ignis.yaml")
    assert str(caught.value) == f"conf/ignis.yaml: {message}"


def test_many_mistakes_are_counted_not_listed() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_settings("a: 1\nb: 2\nc: 3\nd: 4\ne: 5\n", "ignis.yaml")
    assert str(caught.value).endswith("; and 2 more")


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_whatever_stands_in_the_file_it_is_settings_or_one_line(text: str) -> None:
    try:
        assert isinstance(parse_settings(text, "ignis.yaml"), Settings)
    except ConfigError as error:
        assert "\n" not in str(error)


def load(tmp_path: Path, text: str = "", **environ: str) -> Settings:
    file = tmp_path / "ignis.yaml"
    file.write_text(text, encoding="utf-8")
    return load_settings({"IGNIS_CONFIG": str(file), **environ})


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.yaml: no such file; restore"):
        load_settings({"IGNIS_CONFIG": str(tmp_path / "none.yaml")})


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"bad\.yaml: not UTF-8"):
        load_settings({"IGNIS_CONFIG": str(tmp_path / "bad.yaml")})


def test_ports_from_the_environment_win(tmp_path: Path) -> None:
    settings = load(tmp_path, "ports: {bot: 9001}", IGNIS_PORTS="bot=9002,relay=9003")
    assert (settings.ports.bot, settings.ports.relay, settings.ports.exporter) == (9002, 9003, 8473)


@pytest.mark.parametrize("value", ["bot", "bot=x", "robot=1", "bot=²"])
def test_wrong_ports_in_the_environment_are_named(tmp_path: Path, value: str) -> None:
    with pytest.raises(ConfigError, match="IGNIS_PORTS: expected name=port"):
        load(tmp_path, IGNIS_PORTS=value)


def test_the_guild_from_the_environment_wins(tmp_path: Path) -> None:
    assert load(tmp_path, "discord: {guild_id: 1}", DISCORD_GUILD_ID="42").discord.guild_id == 42
    with pytest.raises(ConfigError, match="DISCORD_GUILD_ID: expected a server id"):
        load(tmp_path, DISCORD_GUILD_ID="my server")
