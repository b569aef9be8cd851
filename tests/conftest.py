"""What holds for every test: no secret of the machine's owner reaches one, and CI skips nothing."""

import os
import signal
from collections.abc import Generator, Iterator

import pytest
from hypothesis import HealthCheck, settings

_OWNERS = ("DISCORD_", "IGNIS_", "BLOXLINK_", "ROBLOX_")
_STRICT = "IGNIS_TESTS_MUST_NOT_SKIP"


@pytest.fixture(autouse=True, scope="session")
def clean_environment() -> Iterator[None]:
    """A developer's own token must never start a test against the real Discord."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(_OWNERS)]:
            patch.delenv(name)
        yield


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for whole stacks begins first: the last worker of a run is to end with short tests."""
    items.sort(key=lambda item: item.get_closest_marker("e2e") is None)


_strict_key = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    strict = bool(os.environ.get(_STRICT))
    config.stash[_strict_key] = strict
    _configure_hypothesis(strict=strict)
    _heed_interrupts()


def _configure_hypothesis(*, strict: bool) -> None:
    """How long an example takes is the machine's business, and so is how long it takes to make one up.

    People's runs look for new examples. CI (`strict`) takes the same ones each time: it says whether a change breaks
    something, and must not turn red for another reason.
    """
    settings.register_profile(
        "ignis",
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        print_blob=True,
        derandomize=False,  # by itself, hypothesis chooses True where the environment has CI=true
    )
    settings.register_profile("ignis-ci", settings.get_profile("ignis"), derandomize=True, database=None)
    settings.load_profile("ignis-ci" if strict else "ignis")


def _heed_interrupts() -> None:
    """A shell without job control has what it starts in the background ignore Ctrl-C, and children inherit that.

    The tests send SIGINT to programs that people start in a terminal. Started from here they must heed it there, too.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI says that everything is there, a skip is a failure."""
    report = yield
    if report.skipped and item.config.stash[_strict_key] and item.get_closest_marker("design") is None:
        report.outcome = "failed"
    return report
