"""The seeded world as data: the same guild, people and ids at every start."""

from ignis.sandbox.world.seed import build_world
from ignis.sandbox.world.spec import (
    ChannelSpec,
    MemberSpec,
    Persona,
    RobloxGroupRole,
    RobloxUser,
    RoleSpec,
    WebhookSpec,
    WorldSpec,
    created_at,
)

SEED = build_world()

__all__ = [
    "SEED",
    "ChannelSpec",
    "MemberSpec",
    "Persona",
    "RobloxGroupRole",
    "RobloxUser",
    "RoleSpec",
    "WebhookSpec",
    "WorldSpec",
    "created_at",
]
