"""A test stands beside its file by name: `ignis/bot/start.py` is tested by `tests/bot/test_start.py`."""

from collections.abc import Iterable
from pathlib import Path

from ignis.runtime.config.settings import project_root
from tests.structure.sources import Module, made_up, modules

_SHORT = 60
"""A file of this many lines, or fewer, may be tested by the tests of its neighbours."""

_MISSING: frozenset[str] = frozenset(
    {
        "ignis/adapters/database/backups.py",
        "ignis/adapters/database/connections.py",
        "ignis/adapters/database/database_file.py",
        "ignis/adapters/database/mending.py",
        "ignis/adapters/database/rebuild.py",
        "ignis/adapters/linked_accounts/account_memory.py",
        "ignis/adapters/linked_accounts/bloxlink.py",
        "ignis/adapters/linked_accounts/http_json.py",
        "ignis/adapters/linked_accounts/roblox.py",
        "ignis/adapters/linked_accounts/roblox_cloud.py",
        "ignis/adapters/linked_accounts/roblox_legacy.py",
        "ignis/adapters/linked_accounts/service.py",
        "ignis/adapters/pictures/ladder.py",
        "ignis/adapters/role_map/model.py",
        "ignis/adapters/role_map/store.py",
        "ignis/adapters/role_map/strict_json.py",
        "ignis/adapters/role_map/versions.py",
        "ignis/adapters/stores/privacy.py",
        "ignis/adapters/stores/sync.py",
        "ignis/adapters/stores/sync_runs.py",
        "ignis/bot/commands/studs.py",
        "ignis/bot/gateway/early_connect.py",
        "ignis/bot/health/bot_state.py",
        "ignis/bot/health/panel.py",
        "ignis/bot/health/recoveries.py",
        "ignis/bot/health/server.py",
        "ignis/bot/manual_sync/commands.py",
        "ignis/bot/manual_sync/sync_all.py",
        "ignis/bot/manual_sync/sync_members.py",
        "ignis/bot/manual_sync/sync_panel.py",
        "ignis/bot/manual_sync/why_panel.py",
        "ignis/bot/members/account_sources.py",
        "ignis/bot/members/cards.py",
        "ignis/bot/members/history_panel.py",
        "ignis/bot/members/leaderboard_panel.py",
        "ignis/bot/members/officer_actions.py",
        "ignis/bot/members/promotions_panel.py",
        "ignis/bot/members/role_swap.py",
        "ignis/bot/metrics.py",
        "ignis/bot/replies/access.py",
        "ignis/bot/replies/paging.py",
        "ignis/bot/role_map/check_panel.py",
        "ignis/bot/role_map/context.py",
        "ignis/bot/role_map/editing.py",
        "ignis/bot/role_map/history_panel.py",
        "ignis/bot/role_map/import_panel.py",
        "ignis/bot/role_map/list_panel.py",
        "ignis/bot/role_map/preview_panel.py",
        "ignis/bot/role_sync/metrics.py",
        "ignis/bot/role_sync/planner.py",
        "ignis/bot/role_sync/wiring.py",
        "ignis/bot/role_sync/writer.py",
        "ignis/bot/texts/catalogue.py",
        "ignis/bot/texts/translator.py",
        "ignis/bot/wiring/bot.py",
        "ignis/bot/wiring/commands.py",
        "ignis/bot/wiring/context.py",
        "ignis/bot/wiring/loopback.py",
        "ignis/bot/wiring/roles.py",
        "ignis/cli/launch.py",
        "ignis/cli/repair.py",
        "ignis/cli/stack.py",
        "ignis/cli/status.py",
        "ignis/cli/up.py",
        "ignis/domain/members/change.py",
        "ignis/domain/role_map/document.py",
        "ignis/domain/role_map/table.py",
        "ignis/domain/role_sync/sync_run.py",
        "ignis/runtime/base/home.py",
        "ignis/runtime/stack/republish.py",
        "ignis/runtime/stack/upstreams.py",
        "ignis/runtime/telemetry/exemplars.py",
        "ignis/runtime/telemetry/logs.py",
        "ignis/runtime/telemetry/metrics.py",
        "ignis/runtime/telemetry/otlp.py",
        "ignis/sandbox/app.py",
        "ignis/sandbox/fields.py",
        "ignis/sandbox/gateway/connection.py",
        "ignis/sandbox/gateway/hub.py",
        "ignis/sandbox/http_faults.py",
        "ignis/sandbox/rest/api.py",
        "ignis/sandbox/rest/body.py",
        "ignis/sandbox/roblox/legacy.py",
        "ignis/sandbox/roblox/open_cloud.py",
        "ignis/sandbox/rules/command_options.py",
        "ignis/sandbox/rules/controls.py",
        "ignis/sandbox/rules/permissions.py",
        "ignis/sandbox/rules/text.py",
        "ignis/sandbox/simcord_bridge/backend.py",
        "ignis/sandbox/simcord_bridge/feed.py",
        "ignis/sandbox/simcord_bridge/names.py",
        "ignis/sandbox/simcord_bridge/pages.py",
        "ignis/sandbox/simcord_bridge/people.py",
        "ignis/sandbox/simcord_bridge/requests.py",
        "ignis/sandbox/simcord_bridge/seed.py",
        "ignis/sandbox/simcord_bridge/simulation.py",
        "ignis/sandbox/simcord_bridge/view.py",
        "ignis/sandbox/simcord_bridge/waiting.py",
        "ignis/sandbox/wiring.py",
        "ignis/sandbox/world/people.py",
        "ignis/sandbox/world/roles.py",
        "ignis/sandbox/world/seed.py",
        "ignis/sandbox/world/spec.py",
        "ignis/services/leaderboard.py",
        "ignis/services/promotions.py",
        "ignis/services/sync.py",
        "ignis/services/why.py",
        "probes/checks/base.py",
        "probes/checks/bloxlink.py",
        "probes/checks/roblox.py",
        "probes/database.py",
        "probes/exporter/history/answer.py",
        "probes/exporter/history/incident.py",
        "probes/exporter/history/reading.py",
        "probes/exporter/history/writing.py",
        "probes/exporter/page.py",
        "probes/exporter/status/stack_snapshot.py",
        "probes/exporter/status/status.py",
        "probes/exporter/wiring.py",
        "probes/outcome.py",
        "probes/peers/http_probe.py",
        "probes/relay/incident_manager.py",
        "probes/relay/incidents/incident.py",
        "probes/relay/incidents/observations.py",
        "probes/relay/incidents/tracking.py",
        "probes/relay/notify/webhook_circuit.py",
        "probes/relay/server.py",
        "probes/relay/watch/endings.py",
        "probes/relay/watch/evidence.py",
        "probes/relay/watch/memory_watch.py",
        "probes/relay/wiring.py",
    }
)
"""Files whose test is still to be written; nothing is added here."""


def test_every_longer_file_has_a_test_of_its_name_in_the_same_place() -> None:
    assert sorted(_untested(modules().values(), project_root()) - _MISSING) == []


def test_a_long_file_without_its_test_is_found_and_a_short_one_is_not(tmp_path: Path) -> None:
    long, short = "x = 1\n" * 61, "x = 1\n" * 60
    known = made_up(ignis__bot__seen=long, ignis__bot__unseen=long, ignis__bot__short=short, probes__relay__seen=long)
    for test in ("bot/test_seen.py", "probes/relay/test_seen.py", "relay/test_unseen.py"):
        (tmp_path / "tests" / test).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / test).write_text("def test_it() -> None: ...\n", encoding="utf-8")
    assert _untested(known.values(), tmp_path) == {"ignis/bot/unseen.py"}


def test_a_test_file_without_a_test_counts_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_seen.py").write_text('"""To come."""\n', encoding="utf-8")
    assert _untested(made_up(ignis__seen="x = 1\n" * 61).values(), tmp_path) == {"ignis/seen.py"}


def _untested(sources: Iterable[Module], base: Path) -> set[str]:
    return {one.path.as_posix() for one in sources if _is_long(one) and not _has_tests(base / _test_of(one.path))}


def _is_long(one: Module) -> bool:
    return len(one.source.splitlines()) > _SHORT and not one.path.name.startswith("__")


def _has_tests(file: Path) -> bool:
    return file.is_file() and "def test_" in file.read_text(encoding="utf-8")


def _test_of(path: Path) -> Path:
    place = path.relative_to("ignis") if path.parts[0] == "ignis" else path
    return Path("tests") / place.with_name(f"test_{path.name}")
