import socket
from random import Random

import pytest

from ignis.cli import ports
from ignis.runtime.config.settings import ConfigError, PortSettings


def test_picked_ports_are_free_and_differ() -> None:
    picked = ports.pick(Random(0))
    ports.check_free(picked, PortSettings.model_fields)
    assert len({port for _, port in picked}) == len(PortSettings.model_fields)


def test_picking_passes_over_a_port_that_is_taken() -> None:
    first = ports.pick(Random(1))
    with socket.create_server(("127.0.0.1", first.sandbox)):
        assert first.sandbox not in dict(ports.pick(Random(1))).values()


def test_a_taken_port_is_named_with_its_program_and_holder() -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(ConfigError, match=rf"port {port} \(bot\) is taken by .+ \(pid \d+\): stop that program"):
            ports.check_free(PortSettings(bot=port), ["bot"])


def test_ports_travel_as_the_settings_read_them() -> None:
    assert ports.as_variable(PortSettings()) == (
        "sandbox=8470,preview=8471,bot=8472,exporter=8473,relay=8474,prometheus=8475,grafana=8476"
    )
