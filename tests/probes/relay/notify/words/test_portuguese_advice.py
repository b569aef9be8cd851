"""The same in Portuguese, and nothing left in English."""

from probes.relay.notify.words import english_advice, portuguese_advice


def test_both_languages_are_about_the_same() -> None:
    assert portuguese_advice.MEANS.keys() == english_advice.MEANS.keys()
    assert portuguese_advice.TO_DO.keys() == english_advice.TO_DO.keys()


def test_no_sentence_is_left_in_english() -> None:
    english = {*english_advice.MEANS.values(), *english_advice.TO_DO.values()}
    assert english.isdisjoint({*portuguese_advice.MEANS.values(), *portuguese_advice.TO_DO.values()})
