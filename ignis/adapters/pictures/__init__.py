"""Pictures in answers: drawn as SVG, rendered to PNG, kept for the next reader."""

from ignis.adapters.pictures.day import DayDrawing, day_drawing
from ignis.adapters.pictures.gallery import Gallery, rendered
from ignis.adapters.pictures.ladder import LadderDrawing
from ignis.adapters.pictures.painters import DayPictures, LadderPictures

__all__ = ["DayDrawing", "DayPictures", "Gallery", "LadderDrawing", "LadderPictures", "day_drawing", "rendered"]
