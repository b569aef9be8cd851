from prometheus_client import CollectorRegistry, Counter

from probes.relay.incidents.state import EngineState
from probes.relay.incidents.tracking import PastProcess, TrackedProgram
from probes.relay.watch.restart_count import RestartCount, last_processes
from tests.probes.relay.rig import T0
from tests.probes.stand_ins import program


def test_a_new_process_after_an_old_one_is_a_restart_and_a_first_one_is_none() -> None:
    registry = CollectorRegistry()
    count = RestartCount(Counter("restarts", "-", ["program"], registry=registry), {"relay": 7})
    for bot, relay in ((None, 7), (1, 7), (1, 7), (None, 8), (2, 8), (3, 8)):
        count.programs_seen((program("bot", pid=bot), program("relay", pid=relay), program("never")))
    assert registry.get_sample_value("restarts_total", {"program": "bot"}) == 2
    assert registry.get_sample_value("restarts_total", {"program": "relay"}) == 1
    assert registry.get_sample_value("restarts_total", {"program": "never"}) is None


def test_what_ran_before_is_known_from_the_engine() -> None:
    gone = TrackedProgram(past=(PastProcess(4, T0), PastProcess(5, T0)))
    state = EngineState({"bot": TrackedProgram(pid=3), "exporter": gone, "sandbox": TrackedProgram()})
    assert last_processes(state) == {"bot": 3, "exporter": 5}
