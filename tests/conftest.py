"""What holds for every test: no secret of the machine's owner reaches one, and CI skips nothing."""

import os
from collections.abc import Generator, Iterator

import pytest
from hypothesis import settings

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
    # how long an example takes is the machine's business, and CI's is a busy one
    settings.register_profile("ignis", deadline=None)
    settings.load_profile("ignis")
    config.stash[_strict_key] = bool(os.environ.get(_STRICT))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI says that everything is there, a skip is a failure."""
    report = yield
    if report.skipped and item.config.stash[_strict_key] and item.get_closest_marker("design") is None:
        report.outcome = "failed"
    return report
