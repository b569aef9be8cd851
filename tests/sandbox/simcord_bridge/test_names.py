"""Members, roles and channels are found by what people call them."""

import pytest

from ignis.sandbox.errors import ControlError
from ignis.sandbox.simcord_bridge import Simulation
from ignis.sandbox.world import SEED
from tests.sandbox.simcord_bridge.rig import MEMBER


@pytest.mark.parametrize(
    "name", [str(MEMBER), "Cassian", "cassian.dracos", "CASSIAN", "3. Captain CassianDracos", MEMBER]
)
def test_a_member_by_id_nickname_display_name_or_user_name(simulation: Simulation, name: object) -> None:
    assert simulation.people.names.member(name).id == MEMBER


def test_a_channel_with_or_without_its_hash(simulation: Simulation) -> None:
    names = simulation.people.names
    assert names.channel("#legion-alerts").id == names.channel("legion-alerts").id == SEED.channel("legion-alerts").id


def test_a_member_or_role(simulation: Simulation) -> None:
    names = simulation.people.names
    assert names.member_or_role("Cassian").id == MEMBER
    assert names.member_or_role("Captain").id == SEED.role("Captain").id


def test_who_is_not_there_is_said_with_some_who_are(simulation: Simulation) -> None:
    with pytest.raises(ControlError, match=r"no member called 'Horus'; there are .*, \.\.\.$") as refusal:
        simulation.people.names.member("Horus")
    assert refusal.value.status == 404


def test_a_name_that_two_members_have_is_refused(simulation: Simulation) -> None:
    simulation.change_member("Bloxlink", "Tu'Shan", [], [], {"nick": "Cassian"})
    with pytest.raises(ControlError, match="2 members are called 'Cassian': use the id") as refusal:
        simulation.people.names.member("Cassian")
    assert refusal.value.status == 400


@pytest.mark.parametrize("name", [True, None, ["Cassian"], 1.5])
def test_a_name_that_is_no_text_is_refused(simulation: Simulation, name: object) -> None:
    with pytest.raises(ControlError, match="given by name or id, as text"):
        simulation.people.names.member(name)
