"""No module imports one that imports it, be it over others, inside a function or only for types."""

from tests.structure.sources import circles, imports, modules


def test_there_is_no_circle_of_imports() -> None:
    graph = {name: imports(one, modules(), for_types=True) for name, one in modules().items()}
    assert [sorted(circle) for circle in circles(graph)] == []
