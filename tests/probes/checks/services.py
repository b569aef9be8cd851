"""What the tests of the checks of services outside share."""

from dataclasses import replace

from ignis.runtime.stack.upstreams import Upstreams
from probes.outcome import CheckReason, CheckResult, CheckStatus


def verdict(result: CheckResult) -> tuple[CheckStatus, CheckReason]:
    return result.status, result.reason


def elsewhere(there: Upstreams, url: str) -> Upstreams:
    """The same, with every service at `url`."""
    assert there.accounts is not None
    accounts = replace(there.accounts, bloxlink_url=url, roblox_url=url)
    return replace(there, api_url=url, accounts=accounts)
