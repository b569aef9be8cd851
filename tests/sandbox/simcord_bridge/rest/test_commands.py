"""Commands one by one: made, read, changed, deleted; everywhere and in one server."""

from typing import Any

import pytest

from ignis.sandbox.errors import ApiError
from ignis.sandbox.simcord_bridge import ApiRequest, Created, Simulation
from ignis.sandbox.world import SEED
from tests.sandbox.simcord_bridge.rig import ask

EVERYWHERE = f"/applications/{SEED.bot.id}/commands"
HERE = f"/applications/{SEED.bot.id}/guilds/{SEED.guild_id}/commands"
WHO = {"name": "who", "description": "Says who somebody is"}

places = pytest.mark.parametrize("place", [EVERYWHERE, HERE])


def do(simulation: Simulation, method: str, path: str, body: Any = None) -> Any:
    return ask(simulation, ApiRequest(method, path, body))


@places
def test_a_command_is_made_once_and_then_replaced(simulation: Simulation, place: str) -> None:
    made = do(simulation, "POST", place, WHO)
    again = do(simulation, "POST", place, WHO | {"description": "Another"})
    assert isinstance(made, Created)
    assert not isinstance(again, Created)
    assert (again["id"], again["description"]) == (made["id"], "Another")
    assert do(simulation, "GET", place) == [again]


@places
def test_the_others_stay(simulation: Simulation, place: str) -> None:
    (first,) = do(simulation, "PUT", place, [WHO])
    second = do(simulation, "POST", place, WHO | {"name": "where"})
    assert do(simulation, "GET", place) == [first, second]
    do(simulation, "DELETE", f"{place}/{first['id']}")
    assert do(simulation, "GET", place) == [second]


@places
def test_a_change_keeps_the_rest_and_the_id(simulation: Simulation, place: str) -> None:
    made = do(simulation, "POST", place, WHO | {"options": [{"type": 3, "name": "a", "description": "b"}]})
    changed = do(simulation, "PATCH", f"{place}/{made['id']}", {"name": "whois", "unknown": 1})
    assert changed == made | {"name": "whois", "version": changed["version"]}
    assert do(simulation, "GET", f"{place}/{made['id']}") == changed
    assert do(simulation, "GET", place) == [changed]


def test_the_version_changes_with_the_content_alone(simulation: Simulation) -> None:
    (first,) = do(simulation, "PUT", HERE, [WHO])
    (same,) = do(simulation, "PUT", HERE, [WHO])
    (other,) = do(simulation, "PUT", HERE, [WHO | {"description": "Another"}])
    assert (same["id"], same["version"]) == (first["id"], first["version"])
    assert (other["id"] == first["id"], other["version"] == first["version"]) == (True, False)


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@places
def test_one_that_is_not_there(simulation: Simulation, place: str, method: str) -> None:
    with pytest.raises(ApiError) as refusal:
        do(simulation, method, f"{place}/123456789012345678", {})
    assert (refusal.value.status, refusal.value.code) == (404, 10063)


def test_permissions_of_those_that_have_some(simulation: Simulation) -> None:
    made = do(simulation, "POST", HERE, WHO)
    assert do(simulation, "GET", f"{HERE}/permissions") == []
    simulation.backend.set_command_permissions(SEED.guild_id, int(made["id"]), [{"id": "1", "type": 1}])
    (told,) = do(simulation, "GET", f"{HERE}/permissions")
    assert (told["id"], told["permissions"]) == (made["id"], [{"id": "1", "type": 1}])
