"""Statuses and reasons become metric labels, and operators read them: they are a contract."""

import re

from probes.outcome import CheckReason, CheckResult, CheckStatus


def test_the_statuses_are_ordered_from_good_to_bad() -> None:
    """The exporter reports the worst of them as the stack's status."""
    assert [status.value for status in CheckStatus] == ["ok", "unknown", "degraded", "failing"]


def test_every_reason_can_be_a_label() -> None:
    assert all(re.fullmatch(r"[a-z][a-z_]*", reason.value) for reason in CheckReason)
    assert len({reason.value for reason in CheckReason}) == len(CheckReason.__members__)


def test_a_result_without_details_has_no_reason_and_equal_results_are_the_same_news() -> None:
    result = CheckResult(CheckStatus.OK)
    assert (result.reason, result.detail, result.latency_s, result.identity) == (CheckReason.NONE, "", None, "")
    assert result == CheckResult(CheckStatus.OK)
    assert result != CheckResult(CheckStatus.OK, identity="4711")
