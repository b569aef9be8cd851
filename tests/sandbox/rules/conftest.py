import pytest

from ignis.sandbox.world import SEED
from tests.support.servers.world_view import PowerlessView, SeedView


@pytest.fixture
def view() -> SeedView:
    return SeedView(SEED)


@pytest.fixture
def powerless() -> PowerlessView:
    return PowerlessView(SEED)
