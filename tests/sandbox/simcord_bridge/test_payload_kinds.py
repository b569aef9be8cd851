"""The table says of each object what Discord's description of its API says."""

import json
from pathlib import Path
from typing import Any

import pytest

from ignis.sandbox.simcord_bridge.payload_kinds import COMPONENT_ALWAYS, KINDS, OWN_USER
from tests.support.discord_api import description

# by the sign; the metadata of an interaction is described by three schemas
SCHEMAS = {
    "discriminator": "UserResponse",
    "premium_since": "GuildMemberResponse",
    "premium_tier": "GuildResponse",
    "permission_overwrites": "GuildChannelResponse",
    "mention_roles": "MessageResponse",
    "filename": "MessageAttachmentResponse",
    "response_message_loading": "InteractionResponse",
    "authorizing_integration_owners": "ApplicationCommandInteractionMetadataResponse",
    "default_member_permissions": "ApplicationCommandResponse",
    "verify_key": "PrivateApplicationResponse",
    "action_type": "AuditLogEntryResponse",
    "require_colons": "EmojiResponse",
    "format_type": "GuildStickerResponse",
}
COMPONENTS = {
    3: "StringSelectComponentResponse",
    5: "UserSelectComponentResponse",
    6: "RoleSelectComponentResponse",
    7: "MentionableSelectComponentResponse",
    8: "ChannelSelectComponentResponse",
    11: "ThumbnailComponentResponse",
    13: "FileComponentResponse",
    14: "SeparatorComponentResponse",
    17: "ContainerComponentResponse",
}


@pytest.fixture(scope="module")
def schemas() -> Any:
    file = Path(description.__file__).with_name("openapi.json")
    return json.loads(file.read_text(encoding="utf-8"))["components"]["schemas"]


def test_every_kind_is_compared() -> None:
    assert KINDS.keys() == SCHEMAS.keys()
    assert COMPONENT_ALWAYS.keys() == COMPONENTS.keys()


@pytest.mark.parametrize("sign", SCHEMAS)
def test_a_kind_is_its_schema(schemas: Any, sign: str) -> None:
    kind, properties = KINDS[sign], schemas[SCHEMAS[sign]]["properties"]
    assert {sign, *kind.always, *kind.never_null} <= properties.keys()
    assert not kind.never & properties.keys(), "Discord sends it"
    nullable = {name for name in kind.never_null if "null" in properties[name].get("type", "")}
    assert not nullable, "null is what Discord sends"


@pytest.mark.parametrize("number", COMPONENTS)
def test_what_a_component_always_has_is_required(schemas: Any, number: int) -> None:
    schema = schemas[COMPONENTS[number]]
    assert COMPONENT_ALWAYS[number].keys() <= set(schema["required"]) | {"min_values", "max_values"}
    assert schema["properties"]["type"]["enum"] == [number]


def test_a_bot_is_told_more_of_itself(schemas: Any) -> None:
    assert OWN_USER.keys() <= schemas["UserPIIResponse"]["properties"].keys()
    assert KINDS["discriminator"].never <= OWN_USER.keys()
