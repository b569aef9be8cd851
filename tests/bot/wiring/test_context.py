"""What every part of the bot uses is opened in one go, or the start ends with a line that says why not."""

import json

import pytest
from pydantic import SecretStr

from ignis.bot.wiring.context import BotContext, open_context, role_map_back, role_map_path
from ignis.repair.repairs import Repairs
from ignis.repair.restore_database import RestoreDatabase
from ignis.runtime.base.errors import ConfigError
from ignis.runtime.config.secrets import Secrets
from ignis.runtime.stack.process import Process
from ignis.services.ports import StorageReason
from tests.support.fakes.fake_recovery import FakeRecovery, RepairLog


async def test_database_role_map_and_texts_are_ready(context: BotContext) -> None:
    assert await context.database.schema_version() > 0
    assert "Ashborn Legionary" in context.role_map.legion.ranks
    assert context.settings is context.process.settings
    assert context.home.ignis_db.exists()
    assert context.registry.get_sample_value("ignis_traces_kept") == 0


async def test_queries_and_trouble_of_the_database_are_counted_and_reported(context: BotContext) -> None:
    recovery = FakeRecovery(RestoreDatabase.name)
    repairs = Repairs([recovery], context.clock, context.log, RepairLog())
    context.database_trouble.hand_to(repairs)
    await context.database.schema_version()
    count = "ignis_database_query_duration_seconds_count"
    assert context.registry.get_sample_value(count, {"query": "schema_version"})
    context.database_trouble.report(StorageReason.CORRUPT, "a page is damaged")
    assert (await repairs.run(RestoreDatabase.name)).why == "a page is damaged"


async def test_a_role_map_that_cannot_be_read_ends_the_start_in_one_line(process: Process) -> None:
    path = process.config_file.parent / "roles_ranks.json"
    path.write_text(json.dumps({"roles": []}), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"roles_ranks\.json") as refused:
        async with open_context(process):
            pass
    assert "\n" not in str(refused.value)


async def test_the_sandbox_has_a_copy_of_the_role_map_which_is_made_once(process: Process) -> None:
    shipped = process.config_file.parent / "roles_ranks.json"
    first = shipped.read_text(encoding="utf-8")
    own = role_map_path(process)
    assert own == process.home.root / "roles_ranks.json"
    assert own.read_text(encoding="utf-8") == first
    own.write_text("{}", encoding="utf-8")
    assert role_map_path(process).read_text(encoding="utf-8") == "{}", "an edit in the sandbox stays"
    assert shipped.read_text(encoding="utf-8") == first


async def test_with_a_token_the_role_map_beside_the_configuration_is_used(process: Process) -> None:
    process.secrets = Secrets(discord_token=SecretStr("canary-token"))
    assert role_map_path(process) == process.config_file.parent / "roles_ranks.json"
    assert not (process.home.root / "roles_ranks.json").exists()


async def test_a_role_map_that_is_lost_is_named_with_what_brings_it_back(process: Process) -> None:
    """In the sandbox the file that is shipped is untouched: to restore that one would not help."""
    shipped = process.config_file.parent / "roles_ranks.json"
    async with open_context(process) as context:
        lost = process.home.root / "roles_ranks.json"
        lost.unlink()
        with pytest.raises(ConfigError) as refused:
            await context.role_map.export()
    hint = f"`ignis restart bot` copies {shipped} there again"
    assert str(refused.value) == f"{lost}: no such file; {hint}"
    assert role_map_path(process).exists(), "which a restart does"
    process.secrets = Secrets(discord_token=SecretStr("canary-token"))
    assert role_map_back(process) == "restore it, or set `bot.role_map` in ignis.yaml to yours"


async def test_a_role_map_that_cannot_be_copied_is_one_line(process: Process) -> None:
    (process.config_file.parent / "roles_ranks.json").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match=r"roles_ranks\.json: cannot be copied to .*roles_ranks\.json: .*utf-8"):
        role_map_path(process)
