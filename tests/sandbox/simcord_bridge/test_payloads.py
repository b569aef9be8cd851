"""simcord's objects become Discord's: what is missing is there, what is too much is not, and the original stays."""

from copy import deepcopy
from typing import Any

from hypothesis import given, strategies as st

from ignis.sandbox.simcord_bridge import ApiRequest, Simulation
from ignis.sandbox.simcord_bridge.payloads import completed
from ignis.sandbox.world import SEED
from tests.sandbox.simcord_bridge.rig import COMMANDS, MEMBER, ask
from tests.support.discord_api.description import Description

USER = {"id": "1", "username": "vulkan", "discriminator": "0", "verified": True, "locale": "en-US"}
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)


def message(**fields: Any) -> Any:
    """The completed message with these fields."""
    return completed({"mention_roles": [], "embeds": [], "components": [], "nonce": None, **fields})


def test_nobody_learns_what_only_the_user_is_told() -> None:
    assert completed([{"user": USER}])[0]["user"] == {
        "id": "1",
        "username": "vulkan",
        "discriminator": "0",
        "avatar": None,
        "public_flags": 0,
        "flags": 0,
        "global_name": None,
        "primary_guild": None,
    }


def test_what_is_there_stays_as_it_is() -> None:
    assert completed(USER | {"flags": 64})["flags"] == 64


@given(payload=JSON)
def test_what_is_no_object_of_discords_stays_as_it_is(payload: Any) -> None:
    assert completed(payload) == payload


def test_the_original_is_left_alone() -> None:
    original = {
        "mention_roles": [],
        "embeds": [{"fields": [{"name": "n", "value": "v"}]}],
        "components": [{"type": 17, "components": [{"type": 10, "content": "x"}]}],
    }
    before = deepcopy(original)
    assert completed(original) != before
    assert original == before


def test_null_that_discord_leaves_out_is_left_out() -> None:
    assert "nonce" not in message()
    assert message(nonce="7")["nonce"] == "7"


def test_permissions_of_a_command_are_text_and_it_has_a_version() -> None:
    command = completed({"id": "7", "name": "who", "default_member_permissions": 8, "integration_types": None})
    assert (command["default_member_permissions"], command["version"]) == ("8", "7")
    assert "integration_types" not in command
    assert completed({"id": "7", "default_member_permissions": None})["default_member_permissions"] is None


def test_roles_that_changed_are_changes_of_the_audit_entry() -> None:
    roles = [{"id": "1", "name": "Captain"}]
    entry = completed({"action_type": 25, "changes": [], "options": {"$add": roles}, "reason": None})
    assert entry == {"action_type": 25, "changes": [{"key": "$add", "new_value": roles}]}
    moved = completed({"action_type": 26, "changes": [], "options": {"count": "1"}, "reason": "r"})
    assert (moved["options"], moved["reason"]) == ({"count": "1"}, "r")


def test_embeds_are_rich_and_their_fields_stand_below_each_other() -> None:
    (embed,) = message(embeds=[{"title": "t", "fields": [{"name": "n", "value": "v"}]}])["embeds"]
    assert (embed["type"], embed["fields"][0]["inline"]) == ("rich", False)


def test_components_are_numbered_from_the_top() -> None:
    section = {"type": 9, "components": [{"type": 10}], "accessory": {"type": 11, "media": {"url": "https://x/y.png"}}}
    shown = message(components=[{"type": 17, "components": [section, {"type": 14}]}, {"type": 1, "id": 50}])
    container, row = shown["components"]
    assert (container["id"], container["spoiler"], row["id"]) == (1, False, 50)
    inner, separator = container["components"]
    assert (inner["id"], inner["components"][0]["id"], inner["accessory"]["id"], separator["id"]) == (2, 3, 4, 5)
    assert inner["accessory"]["media"]["proxy_url"] == "https://x/y.png"
    assert (separator["spacing"], separator["divider"]) == (1, True)


def test_what_is_in_a_row_has_its_defaults() -> None:
    menu = {"type": 3, "custom_id": "m", "options": [{"label": "a", "value": "a", "emoji": {"id": None, "name": "🔥"}}]}
    (row,) = message(components=[{"type": 1, "components": [menu]}])["components"]
    assert (row["components"][0]["min_values"], row["components"][0]["max_values"]) == (1, 1)
    assert row["components"][0]["options"][0]["emoji"] == {"name": "🔥"}


def test_pictures_of_a_gallery_have_all_that_discord_tells() -> None:
    gallery = {"type": 12, "items": [{"media": {"url": "https://x/y.png"}}]}
    (shown,) = message(components=[gallery])["components"]
    assert shown["items"][0] == {
        "media": {"url": "https://x/y.png", "id": "1", "proxy_url": "https://x/y.png"},
        "description": None,
        "spoiler": False,
    }


def test_what_simcord_answers_is_as_discord_describes_it(simulation: Simulation) -> None:
    judge, guild = Description.load(), f"/guilds/{SEED.guild_id}"
    paths = [
        "/users/@me", f"/users/{MEMBER}", "/oauth2/applications/@me", guild, f"{guild}/channels", f"{guild}/roles",
        f"{guild}/members", f"{guild}/members/{MEMBER}", f"{guild}/audit-logs",
        f"/channels/{COMMANDS}", f"/channels/{COMMANDS}/messages",
    ]  # fmt: skip
    for path in paths:
        assert judge.answer("GET", path, 200, ask(simulation, ApiRequest("GET", path))) == []
