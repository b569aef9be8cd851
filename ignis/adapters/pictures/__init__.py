"""The picture of the ladder: drawn as SVG, rendered to PNG, kept for the next reader."""

from ignis.adapters.pictures.drawing import LadderDrawing, svg
from ignis.adapters.pictures.gallery import Gallery, rendered

__all__ = ["Gallery", "LadderDrawing", "rendered", "svg"]
