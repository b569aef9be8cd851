from typing import Any

import pytest
from hypothesis import given, strategies as st

from ignis.sandbox.rules.components import rows_problems, v2_problems

TEXT = {"type": 10, "content": "x"}
MEDIA = {"media": {"url": "attachment://card.png"}}


def button(number: int = 0, **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": f"go{number}", **more}


def option(number: int = 0, **more: Any) -> dict[str, Any]:
    return {"label": "One", "value": f"v{number}", **more}


def select(options: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": 3, "custom_id": "choose", "options": [option(n) for n in range(options)], **more}


def row(*children: Any) -> dict[str, Any]:
    return {"type": 1, "components": list(children)}


def v2(*components: Any) -> set[str]:
    return {problem.code for problem in v2_problems({"components": list(components)}, ())}


def rows(*components: Any) -> set[str]:
    return {problem.code for problem in rows_problems({"components": list(components)}, ())}


def test_a_whole_card_passes() -> None:
    section = {"type": 9, "components": [TEXT] * 3, "accessory": {"type": 11, **MEDIA, "description": "Tu'Shan"}}
    gallery = {"type": 12, "items": [MEDIA] * 10}
    file = {"type": 13, "file": {"url": "attachment://log.txt"}}
    separator = {"type": 14, "spacing": 2, "divider": True}
    link = {"type": 2, "style": 5, "label": "Profile", "url": "https://example.org"}
    assert v2({"type": 17, "accent_color": 0x2ECC71, "components": [section, separator, gallery, file]},
              row(button(), link), row(select())) == set()  # fmt: skip


@given(number=st.integers(1, 60), nested=st.booleans())
def test_forty_components_nested_ones_and_accessories_counted(number: int, *, nested: bool) -> None:
    if nested:  # a container, sections of two, and texts fill it up to `number`
        section = {"type": 9, "components": [TEXT], "accessory": {"type": 11, **MEDIA}}
        sections, texts = divmod(max(number - 1, 1), 3)
        components = [{"type": 17, "components": [section] * sections + [TEXT] * texts}]
        number = 1 + 3 * sections + texts
    else:
        components = [TEXT] * number
    assert ("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED" in v2(*components)) == (number > 40)


@given(st.lists(st.integers(1, 4000), min_size=1, max_size=4))
def test_four_thousand_characters_over_all_texts(lengths: list[int]) -> None:
    components = [{"type": 17, "components": [{"type": 10, "content": "🔥" * n} for n in lengths]}]
    assert ("COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED" in v2(*components)) == (sum(lengths) > 4000)


@given(st.integers(0, 8))
def test_an_action_row_has_one_to_five_buttons(number: int) -> None:
    refused = rows(row(*(button(n) for n in range(number))))
    assert refused == (set() if 1 <= number <= 5 else {"BASE_TYPE_BAD_LENGTH"})


def test_a_message_has_five_rows_without_components_v2_and_eight_with() -> None:
    six = [row(button(n)) for n in range(6)]
    assert rows(*six[:5]) == set()
    assert rows(*six) == {"BASE_TYPE_MAX_LENGTH"}
    assert v2(*six) == set()


def test_a_select_fills_a_row() -> None:
    assert rows(row(select())) == set()
    assert rows(row(select(), button())) == {"COMPONENT_LAYOUT_WIDTH_EXCEEDED"}


@given(st.integers(0, 30))
def test_a_select_has_one_to_twenty_five_options(number: int) -> None:
    assert rows(row(select(number))) == (set() if 1 <= number <= 25 else {"BASE_TYPE_BAD_LENGTH"})


@given(st.integers(0, 5))
def test_a_section_has_one_to_three_texts(number: int) -> None:
    section = {"type": 9, "components": [TEXT] * number, "accessory": button()}
    assert v2(section) == (set() if 1 <= number <= 3 else {"BASE_TYPE_BAD_LENGTH"})


def test_a_section_needs_an_accessory() -> None:
    assert v2({"type": 9, "components": [TEXT]}) == {"BASE_TYPE_REQUIRED"}


LENGTHS = [
    ("custom id of a button", 100, lambda text: row(button(custom_id=text))),
    ("label of a button", 80, lambda text: row(button(label=text))),
    ("custom id of a select", 100, lambda text: row(select(custom_id=text))),
    ("placeholder", 150, lambda text: row(select(placeholder=text))),
    ("option label", 100, lambda text: row(select(options=0) | {"options": [option(label=text)]})),
    ("option value", 100, lambda text: row(select(options=0) | {"options": [option(value=text)]})),
    ("option description", 100, lambda text: row(select(options=0) | {"options": [option(description=text)]})),
    ("url of a link", 512, lambda text: row({"type": 2, "style": 5, "label": "l", "url": f"https://e.x/{text[12:]}"})),
]


@pytest.mark.parametrize(("what", "most", "component"), LENGTHS, ids=lambda value: str(value)[:24])
def test_texts_of_controls(what: str, most: int, component: Any) -> None:
    del what
    assert rows(component("x" * most)) == set()
    assert len(rows(component("x" * (most + 1)))) == 1


def test_a_custom_id_is_unique_in_the_message() -> None:
    twins = [row(button()), {"type": 17, "components": [row(button())]}]
    assert v2(*twins) == {"COMPONENT_CUSTOM_ID_DUPLICATED"}


def test_a_button_has_a_custom_id_or_is_a_link() -> None:
    assert rows(row({"type": 2, "style": 1, "label": "l"})) == {"BASE_TYPE_REQUIRED"}
    assert rows(row({"type": 2, "style": 5, "label": "l"})) == {"BASE_TYPE_REQUIRED"}
    assert rows(row(button(url="https://example.org"))) == {"BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"}
    assert rows(row(button(style=9))) == {"BASE_TYPE_CHOICES"}
    assert rows(row(button(label=None))) == {"BASE_TYPE_REQUIRED"}
    assert rows(row(button(label=None, emoji={"name": "🔥"}))) == set()


def test_option_values_are_unique() -> None:
    assert rows(row(select(0) | {"options": [option(), option()]})) == {"SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"}


@pytest.mark.parametrize("kind", [9, 10, 12, 13, 14, 17])
def test_the_new_kinds_need_the_flag(kind: int) -> None:
    assert rows({"type": kind}) == {"UNION_TYPE_CHOICES"}


@pytest.mark.parametrize("inside", [{"type": 17, "components": [TEXT]}, button(), {"type": 11, **MEDIA}, {"type": 99}])
def test_what_may_not_stand_in_a_container(inside: Any) -> None:
    assert v2({"type": 17, "components": [inside]}) == {"UNION_TYPE_CHOICES"}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(0, 20) | st.text(max_size=5),
        lambda x: (
            st.lists(x, max_size=4)
            | st.dictionaries(st.sampled_from(["type", "components", "accessory", "items", "options", "custom_id"]), x)
        ),
    )
)
def test_whatever_is_sent_gets_an_answer_not_an_exception(anything: Any) -> None:
    message = {"components": anything}
    list(v2_problems(message, ()))
    list(rows_problems(message, ()))
