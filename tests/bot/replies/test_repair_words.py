"""Every fact of a recovery has words in every language."""

import pytest

from ignis.bot.replies.repair_words import described, size
from ignis.bot.texts import LANGUAGES, load_texts
from ignis.domain.health.repair_facts import RepairFact, RepairFinding

TEXTS = load_texts()
VALUES: dict[str, str | int] = {
    "count": 2,
    "known": 7,
    "total": 10,
    "problem": "no disk",
    "programs": "vi (pid 4)",
    "backup": "b.db",
    "file": "a.db",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fact", RepairFact)
def test_every_fact_has_words(fact: RepairFact, language: str) -> None:
    words = described((RepairFinding.of(fact, **VALUES),), TEXTS.voice(language))
    assert words
    assert "{" not in words


def test_several_are_one_line_and_none_is_said() -> None:
    say = TEXTS.voice("en")
    lost = RepairFinding.of(RepairFact.WRITES_LOST, count=1, problem="a hole")
    source = RepairFinding.of(RepairFact.REBUILT_FROM_JOURNAL, count=4)
    assert described((source, lost), say) == (
        "rebuilt it from the journal (4 writes); 1 confirmed write is lost: a hole"
    )
    assert described((), say) == "nothing"


@pytest.mark.parametrize(("count", "shown"), [(0, "0 kB"), (1, "1 kB"), (201_912, "202 kB"), (12_345_678, "12,346 kB")])
def test_sizes_are_rounded_up(count: int, shown: str) -> None:
    assert size(count, TEXTS.voice("en")) == shown
