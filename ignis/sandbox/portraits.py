"""Pictures of people behind the addresses that Discord and Roblox give for them, so that pages need no network."""

from collections.abc import Iterator, Mapping
from typing import Final

from ignis.sandbox.world.spec import WorldSpec

_AVATARS: Final = 6  # https://discord.com/developers/docs/reference#image-formatting-cdn-endpoints
_COLOURS: Final = ("#1e7a48", "#b3541e", "#7a2331", "#2f5d8a", "#6b5b95", "#4a5a3a")
_HELMET: Final = (
    '<path d="M45 68a30 30 0 0 1 60 0v28l-14 22H59L45 96z" fill="#0b1410"/>'
    '<path d="M54 72h18l-4 10H56zM96 72H78l4 10h12z" fill="#ff5a36"/>'
    '<path d="M66 94h18v4H66zM68 102h14v4H68z" fill="#5f7d6d"/>'
)
_FACE: Final = (
    '<rect x="47" y="42" width="56" height="58" rx="14" fill="#f2c79a"/>'
    '<circle cx="64" cy="66" r="5"/><circle cx="86" cy="66" r="5"/>'
    '<path d="M62 82q13 11 26 0" fill="none" stroke="#000" stroke-width="4" stroke-linecap="round"/>'
)

Asset = tuple[str, bytes]
"""File name and content."""


def headshot_url(roblox_id: int, size: str = "150/150") -> str:
    return f"https://tr.rbxcdn.com/sandbox-{roblox_id}/{size}/AvatarHeadshot/Png/noFilter"


class Portraits(Mapping[str, Asset]):
    """The pictures of everybody in a world, by their addresses. One is drawn when it is looked at."""

    def __init__(self, world: WorldSpec) -> None:
        helmets = {f"https://cdn.discordapp.com/embed/avatars/{number}.png": number for number in range(_AVATARS)}
        faces = {headshot_url(member.roblox_id): member.roblox_id for member in world.members if member.roblox_id}
        self._drawings = {url: ("avatar.png", _HELMET, number) for url, number in helmets.items()} | {
            url: ("headshot.png", _FACE, number) for url, number in faces.items()
        }

    def __getitem__(self, url: str) -> Asset:
        name, head, number = self._drawings[url]
        return name, _drawn(head, number)

    def __iter__(self) -> Iterator[str]:
        return iter(self._drawings)

    def __len__(self) -> int:
        return len(self._drawings)


def _drawn(head: str, number: int) -> bytes:
    import resvg_py  # noqa: PLC0415  1 MB, which a sandbox without a browser in front of it never needs

    size = 'width="150" height="150"'
    back = f'<rect {size} fill="{_COLOURS[number % len(_COLOURS)]}"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{back}{head}</svg>'
    return resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True)
