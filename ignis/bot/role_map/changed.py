"""What a change of the role map was, or would be: roles before and after, and what follows for members."""

from collections.abc import Iterator
from typing import Final

from ignis.bot.replies.markup import named
from ignis.bot.texts import Voice
from ignis.domain.role_map.diff import MapDiff, RoleDiff
from ignis.domain.role_sync.preview import Preview

_SHOWN: Final = 40  # characters of a name
_LISTED: Final = 12  # roles, and other sections of the file


def change_lines(diff: MapDiff, say: Voice, most: int = _LISTED) -> list[str]:
    """Every role that differs, at most `most` of them, and the names of the other sections that do."""
    lines = [_role(role, say) for role in diff.roles[:most]]
    if (rest := len(diff.roles) - most) > 0:
        lines.append(say("config.more_roles", count=rest))
    if diff.sections:
        shown = ", ".join(f"`{name}`" for name in diff.sections[:_LISTED])
        lines.append(say("config.sections", sections=shown))
    return lines


def effect(preview: Preview, say: Voice) -> str:
    """`7 members change, 2 are blocked, 1 nickname is shortened`"""
    parts = [
        say("config.effect.changing", count=preview.changing) if preview.changing else say("config.effect.nothing"),
        *([say("config.effect.keeping", count=preview.keeping)] if preview.keeping else []),
        *([say("config.effect.blocked", count=preview.blocked)] if preview.blocked else []),
        *([say("config.effect.shortened", count=preview.shortened)] if preview.shortened else []),
    ]
    return ", ".join(parts)


def _role(role: RoleDiff, say: Voice) -> str:
    name = named(role.role, _SHOWN)
    before, after = role.rank_before, role.rank_after
    if before is None and after is not None:
        parts = [say("config.role_new", role=name, rank=named(after, _SHOWN))]
    elif before is not None and after is None:
        parts = [say("config.role_gone", role=name, rank=named(before, _SHOWN))]
    elif before is not None and after is not None and before != after:
        parts = [say("config.role_rank", role=name, before=named(before, _SHOWN), after=named(after, _SHOWN))]
    else:
        parts = [say("config.role_same", role=name)]
    other = [say("config.role_other", role=f"<@&{role.id_after}>")] if role.id_after is not None else []
    return " · ".join([*parts, *other, *_place(role, say)])


def _place(role: RoleDiff, say: Voice) -> Iterator[str]:
    before, after = role.place_before, role.place_after
    if before is not None and after is not None and role.moved:
        yield say("config.place_moved", before=before, after=after)
    elif before is None and after is not None:
        yield say("config.place_new", place=after)
    elif before is not None and after is None and role.rank_after is not None:
        yield say("config.place_gone", place=before)
