from collections.abc import Iterator

import pytest

from tests.support.telemetry.collector import Collector


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    yield made
    made.close()
