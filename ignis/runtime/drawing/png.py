"""SVG to PNG, without a system library."""

from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).resolve().parent / "fonts"


def png(svg: str) -> bytes:
    """Takes some milliseconds, without the interpreter's lock. Raises ValueError."""
    import resvg_py  # noqa: PLC0415  few processes ever draw, and none at its start

    return resvg_py.svg_to_bytes(
        svg_string=svg,
        skip_system_fonts=True,  # the same picture on every machine
        font_files=[str(file) for file in sorted(FONTS.glob("*.ttf"))],
    )
