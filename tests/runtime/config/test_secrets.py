import os
from pathlib import Path

import pytest

from ignis.runtime.config.secrets import Secrets, load_secrets
from ignis.runtime.config.settings import ConfigError


def load(tmp_path: Path, **environ: str) -> Secrets:
    return load_secrets({"IGNIS_CONFIG": str(tmp_path / "ignis.yaml"), **environ})


def write_env(tmp_path: Path, text: str, mode: int = 0o600) -> None:
    (tmp_path / ".env").write_text(text, encoding="utf-8")
    (tmp_path / ".env").chmod(mode)


def test_nothing_set_is_nothing(tmp_path: Path) -> None:
    assert load(tmp_path) == Secrets()


def test_the_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    write_env(tmp_path, "DISCORD_TOKEN=from-file\nROBLOX_API_KEY='quoted $HOME'\n".replace(" ", "-"))
    secrets = load(tmp_path, DISCORD_TOKEN="from-environment")
    assert list(secrets.values()) == ["from-environment", "quoted-$HOME"]


def test_set_to_nothing_hides_the_file(tmp_path: Path) -> None:
    write_env(tmp_path, "DISCORD_TOKEN=from-file\n")
    assert load(tmp_path, DISCORD_TOKEN="").discord_token is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_a_file_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    write_env(tmp_path, "DISCORD_TOKEN=x\n", mode)
    with pytest.raises(ConfigError, match=r"others may read it; run: chmod 600 .*\.env"):
        load(tmp_path)


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    with pytest.raises(ConfigError, match=r"\.env: expected a file with lines"):
        load(tmp_path)


@pytest.mark.parametrize("value", ["two words", "a\nb", "a\tb", "a\x00b"])
def test_a_value_that_was_copied_badly_is_refused_and_not_shown(tmp_path: Path, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, DISCORD_TOKEN=value)
    assert "DISCORD_TOKEN" in str(caught.value)
    assert value not in str(caught.value)


def test_white_space_around_a_value_is_dropped(tmp_path: Path) -> None:
    assert list(load(tmp_path, BLOXLINK_API_KEY=" key\n").values()) == ["key"]


def test_no_secret_shows_in_a_repr(tmp_path: Path) -> None:
    secrets = load(tmp_path, DISCORD_TOKEN="canary-token", IGNIS_ALERT_WEBHOOK="https://canary.example/hook")
    assert "canary" not in repr(secrets)
