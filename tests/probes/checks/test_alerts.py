"""alerts: whether they reach Discord, by the relay's word."""

import os
from typing import Any

import pytest

from ignis.runtime.stack import endpoints
from probes.checks.alerts import AlertsCheck, judge
from probes.checks.base import Context
from probes.outcome import CheckReason, CheckStatus
from tests.probes.stand_ins import fake_bot

SINCE = "2026-01-01T12:00:00+00:00"


def incidents(state: str, detail: str = "", waiting: int = 0) -> dict[str, Any]:
    return {"webhook": {"state": state, "since": SINCE, "detail": detail, "waiting": waiting}}


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("up", CheckStatus.OK),
        ("none", CheckStatus.OK),
        ("down", CheckStatus.DEGRADED),
        ("off", CheckStatus.FAILING),
        ("unknown", CheckStatus.UNKNOWN),
    ],
)
def test_each_state_of_the_webhook(state: str, status: CheckStatus) -> None:
    assert judge(incidents(state)).status is status


@pytest.mark.parametrize("answer", [{}, {"webhook": 5}, {"webhook": {"state": "up"}}])
def test_another_answer_is_unknown(answer: dict[str, Any]) -> None:
    assert judge(answer).reason is CheckReason.BAD_ANSWER


async def test_a_webhook_that_is_gone_is_red_and_says_what_waits(context: Context) -> None:
    async with fake_bot() as relay:
        relay.answers["/incidents"] = (200, incidents("off", "Discord answered 404: the webhook is gone", 2))
        endpoints.publish(context.home, "relay", relay.url, pid=os.getpid())
        result = await AlertsCheck().run(context)
    assert result.status is CheckStatus.FAILING
    assert result.detail == "alerts cannot be sent: Discord answered 404: the webhook is gone; 2 waiting"


ROADS = [
    {"kind": "ntfy", "waiting": 2, "failing_since": SINCE, "why": "IGNIS_NTFY_URL is not set"},
    {"kind": "email"},
    {"kind": "dead_mans_switch", "failing_since": SINCE, "why": "no answer"},  # docs/alerts.md: it is no incident
]


def test_a_further_receiver_that_takes_nothing_is_amber_and_named() -> None:
    result = judge(incidents("up") | {"roads": ROADS})
    assert (result.status, result.reason) == (CheckStatus.DEGRADED, CheckReason.UNREACHABLE)
    assert result.detail == "they reach Discord; further: ntfy: IGNIS_NTFY_URL is not set"
    none = judge(incidents("none") | {"roads": ROADS})
    assert none.detail == "no alert webhook is configured; further: ntfy: IGNIS_NTFY_URL is not set"
    assert judge(incidents("up") | {"roads": ROADS[1:]}).status is CheckStatus.OK


def test_what_is_wrong_with_discord_comes_before_a_further_receiver() -> None:
    result = judge(incidents("off", "Discord answered 404: the webhook is gone") | {"roads": ROADS})
    assert (result.status, result.reason) == (CheckStatus.FAILING, CheckReason.KEY_REFUSED)
    assert result.detail.endswith("0 waiting; further: ntfy: IGNIS_NTFY_URL is not set")


async def test_without_a_relay_it_is_unknown(context: Context) -> None:
    assert (await AlertsCheck().run(context)).status is CheckStatus.UNKNOWN
