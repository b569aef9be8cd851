"""Every role of the guild, from the bottom up, as one table.

The rank roles and their order are legion.json's `role_priority_low_to_high`; the awards are named so that the
award keywords match them, and a few others so that a careless substring match would wrongly do so too.
"""

from datetime import UTC, datetime, timedelta

from ignis.sandbox.permission_bits import Permission
from ignis.sandbox.world.spec import RoleSpec, snowflake

BOT_ROLE = "Ignis"
OFFICER_ROLE = "Legion Officer"
BLOXLINK_ROLE = "Bloxlink"

EVERYONE = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.EMBED_LINKS
    | Permission.CHANGE_NICKNAME
    | Permission.USE_APPLICATION_COMMANDS
)
_NO_RIGHTS = Permission(0)
_OFFICER = (
    Permission.MANAGE_ROLES
    | Permission.MANAGE_NICKNAMES
    | Permission.MANAGE_MESSAGES
    | Permission.KICK_MEMBERS
    | Permission.VIEW_AUDIT_LOG
)
_BOT = (
    EVERYONE
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_NICKNAMES
    | Permission.VIEW_AUDIT_LOG
    | Permission.ATTACH_FILES
)

RANKS_LOW_TO_HIGH = (
    "Civitas Aspirant", "Emberbound Initiate", "Obsidian Trialborn", "Crucible Neophyte", "Emberbrand Proving",
    "Inductii", "Legionary", "Support Squad", "Legion Veteran", "Legion Elite",
    "Signal Marine", "Destroyer", "Vexillarius", "Apothecarion", "Terminator Squad", "Techmarine", "Chaplain",
    "Legion Sergeant", "Veteran Sergeant", "2nd Lieutenant", "1st Lieutenant", "Captain",
    "Pyroclast Sentinel", "Cindermarked", "Flamewrought", "Consulate", "Marshal",
    "Preator", "Commander", "First Captain", "Primarch", "Emperor Of Mankind",
)  # fmt: skip
RANKS_ABOVE_THE_BOT = ("Primarch", "Emperor Of Mankind")

_DEEDS = (
    "Nocturne", "Prometheus", "Isstvan", "Taras", "Deathfire", "Hesiod", "Epimethus", "Skarokk", "Aethonion", "Moribar",
)  # fmt: skip
_AWARD_KINDS = ("Seal", "Medal", "Citation", "Laurel", "Commendation")
AWARDS = tuple(f"{kind} of {deed}" for deed in _DEEDS for kind in _AWARD_KINDS)
NO_AWARDS = ("SEAL Team", "Unsealed", "Sealed Chamber")
"""Roles in which an award keyword appears, and which are no awards."""

_ORDINALS = ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th")
COMPANIES = tuple(f"{ordinal} Battle Company" for ordinal in _ORDINALS)

_GREEN, _DARK_GREEN, _RED, _GOLD, _STEEL, _ASH = 0x2ECC71, 0x27AE60, 0xE74C3C, 0xF1C40F, 0x5D8AA8, 0x7F8C8D
_FIRST_ROLE = datetime(2021, 1, 15, 18, 0, tzinfo=UTC)


def _rank_colour(index: int) -> int:
    for below, colour in ((5, _ASH), (10, _DARK_GREEN), (17, _STEEL), (22, _GREEN), (27, _GOLD)):
        if index < below:
            return colour
    return _RED


def _rank_rows(names: tuple[str, ...]) -> list[tuple[str, int, Permission, bool]]:
    rights = {"Primarch": Permission.ADMINISTRATOR, "Emperor Of Mankind": Permission.ADMINISTRATOR}
    return [(name, _rank_colour(RANKS_LOW_TO_HIGH.index(name)), rights.get(name, _NO_RIGHTS), True) for name in names]


def build_roles() -> tuple[RoleSpec, ...]:
    """All roles, lowest first; ids are in order of creation, which is the order of the table."""
    below = tuple(name for name in RANKS_LOW_TO_HIGH if name not in RANKS_ABOVE_THE_BOT)
    rows: list[tuple[str, int, Permission, bool]] = [
        ("Visitor", 0, _NO_RIGHTS, False),
        ("Verified", 0, _NO_RIGHTS, False),
        *((name, 0, _NO_RIGHTS, False) for name in (*NO_AWARDS, *AWARDS, *COMPANIES)),
        ("Recruiter", 0, _NO_RIGHTS, False),
        *_rank_rows(below),
        (OFFICER_ROLE, _DARK_GREEN, _OFFICER, False),
        (BLOXLINK_ROLE, _RED, Permission.MANAGE_ROLES | Permission.MANAGE_NICKNAMES, False),
        (BOT_ROLE, _GREEN, _BOT, True),
        *_rank_rows(RANKS_ABOVE_THE_BOT),
    ]
    return tuple(
        RoleSpec(
            id=snowflake(_FIRST_ROLE + timedelta(minutes=7 * number), number * 6_151 % (1 << 22)),
            name=name,
            colour=colour,
            position=number,
            permissions=int(permissions),
            hoist=hoist,
        )
        for number, (name, colour, permissions, hoist) in enumerate(rows, start=1)
    )
