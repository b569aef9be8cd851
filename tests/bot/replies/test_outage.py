from datetime import UTC, datetime

import pytest

from ignis.bot.replies.outage import down, why
from ignis.bot.texts import load_texts
from ignis.services.ports import Unavailable, UnavailableReason

SAY = load_texts().voice("en")
DIGA = load_texts().voice("pt-BR")
UNTIL = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_one_line_says_what_is_down_and_until_when() -> None:
    assert down("roblox_cloud", UNTIL, SAY) == "⏳ Roblox is down. Next try <t:1767323045:R>."
    assert down("discord_rest", UNTIL, DIGA) == "⏳ Discord está fora do ar. Nova tentativa <t:1767323045:R>."


@pytest.mark.parametrize("reason", list(UnavailableReason))
@pytest.mark.parametrize("say", [SAY, DIGA])
def test_every_reason_has_a_line_with_and_without_a_time(reason: UnavailableReason, say: object) -> None:
    voice = SAY if say is SAY else DIGA
    line = why(Unavailable("bloxlink", reason), voice)
    assert line.startswith("⏳ ")
    assert "<t:" not in line
    assert why(Unavailable("bloxlink", reason, UNTIL), voice).startswith(f"{line} (")


def test_a_service_without_a_name_for_people_has_the_name_of_its_circuit() -> None:
    assert "elsewhere" in down("elsewhere", UNTIL, SAY)
