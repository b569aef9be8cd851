"""The pictures that answers show, from what they are to show to the PNG."""

from collections.abc import Mapping

from ignis.adapters.pictures.gallery import Gallery
from ignis.domain.health.uptime import StackHistory
from ignis.services.ports import LadderPicture


class LadderPictures:
    """Satisfies LadderPainter."""

    def __init__(self, gallery: Gallery) -> None:
        self._gallery = gallery

    async def png(self, picture: LadderPicture) -> bytes | None:
        from ignis.adapters.pictures.ladder import LadderDrawing  # noqa: PLC0415  see the package

        return await self._gallery.png(LadderDrawing(picture.row, picture.rank, picture.here, picture.blocks))


class DayPictures:
    """Satisfies DayPainter."""

    def __init__(self, gallery: Gallery) -> None:
        self._gallery = gallery

    async def png(self, history: StackHistory, names: Mapping[str, str]) -> bytes | None:
        from ignis.adapters.pictures.day import day_drawing  # noqa: PLC0415  see the package

        drawing = day_drawing(history, names)
        return await self._gallery.png(drawing) if drawing is not None else None
