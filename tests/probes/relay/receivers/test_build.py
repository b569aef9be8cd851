"""Receivers from settings and secrets: what is missing is said, and ends nothing."""

import aiohttp
import pytest
from pydantic import SecretStr

from ignis.runtime.base.errors import ConfigError
from ignis.runtime.config.secrets import Secrets
from ignis.runtime.config.settings_file import parse_settings
from probes.relay.incidents.incident import Severity
from probes.relay.receivers.build import receivers, rule_of
from probes.relay.receivers.json_hook import JsonHook
from probes.relay.receivers.mail import Mail
from probes.relay.receivers.ntfy import Ntfy
from probes.relay.receivers.receiver import Receiver

_ALL = """
alerts:
  receivers:
    - {kind: ntfy, when: always, severity: info}
    - {kind: email, host: smtp.example.org, user: ignis, sender: ignis@example.org, to: [staff@example.org]}
    - {kind: webhook, severity: critical}
"""
SETTINGS = parse_settings(_ALL, "ignis.yaml").alerts.receivers


async def built(secrets: Secrets) -> list[Receiver]:
    async with aiohttp.ClientSession() as session:
        return [receiver for receiver, _ in receivers(SETTINGS, secrets, session)]


async def test_with_all_secrets_all_can_be_used() -> None:
    secret = SecretStr("https://example.org/topic")
    made = await built(Secrets(ignis_ntfy_url=secret, ignis_smtp_password=secret, ignis_receiver_url=secret))
    assert [type(one) for one in made] == [Ntfy, Mail, JsonHook]
    assert [one.kind for one in made] == ["ntfy", "email", "webhook"]
    assert [one.problem for one in made] == [None, None, None]


async def test_what_is_missing_is_named() -> None:
    assert [one.problem for one in await built(Secrets())] == [
        "IGNIS_NTFY_URL is not set",
        "IGNIS_SMTP_PASSWORD is not set, and `user` is",
        "IGNIS_RECEIVER_URL is not set",
    ]


def test_what_each_is_told() -> None:
    rules = [rule_of(one) for one in SETTINGS]
    assert [(rule.always, rule.least) for rule in rules] == [
        (True, Severity.INFO),
        (False, Severity.WARNING),
        (False, Severity.CRITICAL),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[{kind: sms}]", "expected `kind:` with one of ntfy, email, webhook"),
        ("[{kind: ntfy}, {kind: ntfy}]", "ntfy is there twice"),
        ("[{kind: email, host: h, sender: nobody, to: [a@b.c]}]", "expected an e-mail address"),
        ("[{kind: ntfy, url: x}]", "not a known key"),
    ],
)
def test_a_mistake_in_the_settings_is_one_line(text: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why) as caught:
        parse_settings(f"alerts: {{receivers: {text}}}", "ignis.yaml")
    assert "\n" not in str(caught.value)
