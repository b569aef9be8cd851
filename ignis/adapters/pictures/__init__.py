"""Pictures in answers: drawn as SVG, rendered to PNG, kept for the next reader.

What draws and renders is imported with the first picture: 20 ms of the bot's start otherwise.
"""

from ignis.adapters.pictures.gallery import Gallery, ResvgRenderer
from ignis.adapters.pictures.painters import DayPictures, LadderPictures

__all__ = ["DayPictures", "Gallery", "LadderPictures", "ResvgRenderer"]
