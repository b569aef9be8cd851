"""Puts the tables together into the one world the sandbox starts with, with the same ids every time."""

from datetime import UTC, datetime, timedelta

from ignis.sandbox.world.people import PEOPLE, Person
from ignis.sandbox.world.roles import BLOXLINK_ROLE, BOT_ROLE, EVERYONE, RANKS_LOW_TO_HIGH, build_roles
from ignis.sandbox.world.spec import (
    ChannelSpec,
    MemberSpec,
    Persona,
    RobloxGroupRole,
    RobloxUser,
    WebhookSpec,
    WorldSpec,
    snowflake,
)

BLOXLINK_BOT_ID = 426537812993638401
ROBLOX_GROUP_ID = 6340169

_FOUNDED = datetime(2021, 1, 15, 17, 30, tzinfo=UTC)
_FIRST_JOINED = datetime(2021, 2, 1, 19, 4, tzinfo=UTC)


def _roblox_id(number: int) -> int:
    return 1_284_003_117 + number * 10_477_129


def _member(number: int, person: Person) -> MemberSpec:
    joined = _FIRST_JOINED + timedelta(days=43 * number, minutes=131 * number)
    registered = joined - timedelta(days=390, hours=5 * number)
    return MemberSpec(
        id=snowflake(registered, number * 98_317 % (1 << 22)),
        username=person.username,
        display_name=person.display_name,
        nick=person.nick,
        roles=person.roles if person.roblox is None else (*person.roles, "Verified"),
        roblox_id=None if person.roblox is None else _roblox_id(number),
        bot=False,
        joined_at=joined,
    )


def _robot(user_id: int, name: str, role: str, joined: datetime) -> MemberSpec:
    return MemberSpec(
        id=user_id, username=name.lower(), display_name=name, nick=None, roles=(role,), roblox_id=None, bot=True,
        joined_at=joined,
    )  # fmt: skip


def _roblox_users() -> tuple[RobloxUser, ...]:
    return tuple(
        RobloxUser(
            id=_roblox_id(number),
            name=person.roblox,
            display_name=person.display_name,
            group_role=person.roles[0] if person.group_role == "=" else person.group_role,
        )
        for number, person in enumerate(PEOPLE)
        if person.roblox is not None
    )


def _group_roles() -> tuple[RobloxGroupRole, ...]:
    """Roblox gives the owner's role 255 and guests 0; the ranks between are the group's own choice."""
    *ranks, owner = RANKS_LOW_TO_HIGH
    return (
        RobloxGroupRole(44_906_213, "Guest", 0),
        *(RobloxGroupRole(44_906_220 + 13 * n, name, 10 + 7 * n) for n, name in enumerate(ranks)),
        RobloxGroupRole(44_906_212, owner, 255),
    )


def build_world() -> WorldSpec:
    humans = tuple(_member(number, person) for number, person in enumerate(PEOPLE))
    bloxlink = _robot(BLOXLINK_BOT_ID, "Bloxlink", BLOXLINK_ROLE, _FOUNDED + timedelta(days=20))
    return WorldSpec(
        guild_id=snowflake(_FOUNDED, 1_966_080),
        name="Age of Warfare",
        owner=humans[0],
        everyone_permissions=int(EVERYONE),
        roles=build_roles(),
        channels=(
            ChannelSpec(snowflake(_FOUNDED, 1_966_081), "servitor-terminal", "Where the legion talks to its servitor"),
            ChannelSpec(snowflake(_FOUNDED, 1_966_082), "legion-alerts", "Ignis reports on itself here"),
        ),
        members=(*humans, bloxlink),
        bot=_robot(
            snowflake(_FOUNDED + timedelta(days=60), 2_097_152), "Ignis", BOT_ROLE, _FOUNDED + timedelta(days=61)
        ),
        personas=(
            Persona(
                "Vulkan",
                "Administrator. Ranks above the bot, which therefore may not rename him.",
                {"pt-BR": "Administrador. Está acima do bot, que por isso não pode renomeá-lo."},
            ),
            Persona(
                "Cassian",
                "Officer of the 3rd company. May change the roles and nicknames of those below.",
                {"pt-BR": "Oficial da 3ª companhia. Pode mudar os cargos e apelidos de quem está abaixo."},
            ),
            Persona(
                "Tu'Shan",
                "Legionary. Sees what an ordinary member sees.",
                {"pt-BR": "Legionário. Vê o que um membro comum vê."},
            ),
        ),
        webhook=WebhookSpec(snowflake(_FOUNDED + timedelta(days=62), 2_097_153), "legion-alerts", "Ignis alerts"),
        roblox_group_id=ROBLOX_GROUP_ID,
        roblox_group_roles=_group_roles(),
        roblox_users=_roblox_users(),
    )
