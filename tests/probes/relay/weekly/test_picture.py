"""The picture of the week is drawn, in the colours of what happened."""

import io

from PIL import Image

from ignis.runtime.drawing.canvas import AMBER, GREEN, RED
from ignis.runtime.drawing.png import png
from probes.relay.weekly.picture import WIDTH, drawn
from probes.relay.weekly.report import WEEKLY
from probes.relay.weekly.week import week_of
from tests.probes.relay.weekly.rig import history


def test_a_row_a_day_and_a_pill_a_half_hour() -> None:
    for words in WEEKLY.values():
        svg = drawn(week_of(history(), "UTC"), words.title, words.weekdays)
        assert svg.count(f'fill="{GREEN}"') >= 333
        assert (svg.count(f'fill="{RED}"'), svg.count(f'fill="{AMBER}"')) == (1, 1)
        assert all(f">{name} " in svg for name in words.weekdays)
        with Image.open(io.BytesIO(png(svg))) as picture:
            assert picture.width == WIDTH
            assert len(png(svg)) < 100_000
