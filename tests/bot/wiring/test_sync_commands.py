"""What `/sync` and `/why` work with is put together, with every button that their messages may have."""

from ignis.bot.manual_sync.sync_panel import LOOK_UP, STOP, STOP_LOOKING_UP
from tests.bot.conftest import Bench


def test_the_buttons_of_a_run_and_of_the_look_up_after_it_are_known(bench: Bench) -> None:
    kinds = {kind.name for kind in bench.syncing.everybody.kinds()}
    assert kinds == {STOP, LOOK_UP, STOP_LOOKING_UP}
    assert kinds <= {kind.name for kind in bench.catalogue.buttons}
