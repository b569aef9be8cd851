"""Which Discord a stack talks to: by the token, or by the files that a sandbox publishes."""

import os

import pytest
from pydantic import SecretStr

from ignis.runtime.base.home import Home
from ignis.runtime.config.secrets import Secrets
from ignis.runtime.config.settings import Settings
from ignis.runtime.stack import endpoints, sandbox_info, upstreams
from ignis.runtime.stack.process import Exit, Process
from ignis.runtime.telemetry.redact import Redactor
from tests.support.fakes.published_files import INFO, URL, put_a_folder, readable_log


def process(home: Home, secrets: Secrets | None = None) -> Process:
    log, _ = readable_log()
    return Process("bot", Settings(), home.root / "ignis.yaml", home, secrets or Secrets(), Redactor(), log)


def publish_sandbox(home: Home) -> None:
    sandbox_info.write(home, INFO)
    endpoints.publish(home, "sandbox", URL, pid=os.getpid())


def test_with_a_token_it_is_discord_whatever_runs_beside_it(home: Home) -> None:
    publish_sandbox(home)
    found = upstreams.look(process(home, Secrets(discord_token=SecretStr("canary-real"))))
    assert found is not None
    assert (found.sandbox, found.token.get_secret_value()) == (False, "canary-real")
    assert found.api_url == Settings().discord.api_url
    assert found.accounts is None, "without Bloxlink's key nobody can say whose account is whose"


def test_with_bloxlinks_key_the_real_hosts_are_asked(home: Home) -> None:
    secrets = Secrets(discord_token=SecretStr("canary-real"), bloxlink_api_key=SecretStr("canary-key"))
    found = upstreams.look(process(home, secrets))
    assert found is not None
    assert found.accounts == upstreams.AccountHosts("https://api.blox.link", SecretStr("canary-key"), None, None)


def test_without_a_token_it_is_the_sandbox_and_its_keys_are_redacted(home: Home) -> None:
    publish_sandbox(home)
    ours = process(home)
    found = upstreams.look(ours)
    assert found is not None
    assert (found.sandbox, found.guild_id, found.token) == (True, 2, INFO.token)
    assert found.alert_webhook == INFO.alert_webhook
    assert "canary-token" not in ours.redact("refused: canary-token")


def test_an_own_webhook_wins_over_the_sandboxs(home: Home) -> None:
    publish_sandbox(home)
    own = SecretStr("https://discord.invalid/api/webhooks/1/own")
    found = upstreams.look(process(home, Secrets(ignis_alert_webhook=own)))
    assert found is not None
    assert found.alert_webhook == own


def test_a_file_of_an_earlier_stack_on_other_ports_is_no_sandbox(home: Home) -> None:
    sandbox_info.write(home, INFO)
    endpoints.publish(home, "sandbox", "http://127.0.0.1:9999", pid=os.getpid())
    assert upstreams.look(process(home)) is None


async def test_a_sandbox_without_its_file_is_named_with_the_way_out(home: Home) -> None:
    sandbox_info.write(home, INFO)
    put_a_folder(home.sandbox_file)
    endpoints.publish(home, "sandbox", URL, pid=os.getpid())
    with pytest.raises(Exit) as refused:
        await upstreams.resolve(process(home), sandbox_timeout=0.1)
    assert str(refused.value) == (
        f"the sandbox runs (pid {os.getpid()}), but {home.sandbox_file} is missing or not its own: "
        "run `ignis restart sandbox`"
    )
    assert refused.value.code == 70


@pytest.mark.parametrize("pid", [None, 2**22 + 1], ids=["never", "dead"])
async def test_a_missing_sandbox_is_named(home: Home, pid: int | None) -> None:
    if pid is not None:
        endpoints.publish(home, "sandbox", URL, pid=pid)
    with pytest.raises(Exit, match=r"DISCORD_TOKEN is not set and no sandbox runs in "):
        await upstreams.resolve(process(home), sandbox_timeout=0.1)
