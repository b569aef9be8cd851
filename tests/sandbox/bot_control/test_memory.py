"""What the bot has stored is removed, and only where nothing of worth can be."""

from pathlib import Path

import pytest

from ignis.runtime.base.home import Home
from ignis.sandbox.bot_control.memory import forget


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.create()
    stored = [home.ignis_db, home.restart_memory("bot"), home.journal / "1.jsonl", home.backups / "old" / "1.db"]
    kept = [home.relay_db, home.history_db, home.restart_memory("relay"), home.endpoints_file]
    for file in [*stored, *kept, tmp_path / "roles_ranks.json", tmp_path / "ignis.db-wal"]:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("something", encoding="utf-8")
    return home


def test_everything_of_the_bot_goes_and_the_rest_stays(home: Home) -> None:
    home.sandbox_mark.touch()
    assert forget(home, "roles_ranks.json")
    left = {str(file.relative_to(home.root)) for file in home.root.rglob("*") if file.is_file()}
    assert left == {"sandbox.mark", "relay.db", "history.db", "restarts/relay.json", "run/endpoints.json"}
    assert forget(home, "roles_ranks.json"), "there may be nothing to forget"


def test_a_home_that_was_not_only_a_sandboxs_is_left_alone(home: Home) -> None:
    before = sorted(home.root.rglob("*"))
    assert not forget(home, "roles_ranks.json")
    assert sorted(home.root.rglob("*")) == before
