"""The file of settings and the environment, as every program reads them at its start."""

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from ignis.runtime.config.settings import ConfigError, Settings
from ignis.runtime.config.settings_file import load_settings, parse_settings


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
