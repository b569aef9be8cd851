import pytest

from ignis.domain.role_map.format import Format, format_of


@pytest.mark.parametrize(
    ("name", "expected"), [("a.json", Format.JSON), ("b.c.YAML", Format.YAML), ("folder/map.Yml", Format.YAML)]
)
def test_the_extension_says_the_format_in_any_case(name: str, expected: Format) -> None:
    assert format_of(name) is expected


@pytest.mark.parametrize("name", ["map", "json", ".json", "map.json.txt", ""])
def test_any_other_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"^expected a name that ends in \.json, \.yaml, \.yml$"):
        format_of(name)
