"""Every setting is read by somebody: one that nobody reads is a promise to the operator that is not kept."""

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pytest
from pydantic import BaseModel

from ignis.runtime.config.settings import RestartSettings, Settings
from probes.restarts.policy import RestartPolicy
from tests.structure.sources import Module, made_up, modules

_BY_NAME = frozenset({"ports"})
"""Sections whose keys are read by name, as `getattr(settings.ports, program)` does."""

_ALSO = {"restarts": "RestartPolicy"}
"""The same section under another name: the gate gets it as JSON, and cannot wait for pydantic."""


def sections() -> dict[str, type[BaseModel]]:
    return {
        name: field.annotation
        for name, field in Settings.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    }


KEYS = [(name, key) for name, section in sections().items() for key in section.model_fields]


@pytest.mark.parametrize(("section", "key"), KEYS, ids=[f"{section}.{key}" for section, key in KEYS])
def test_every_setting_is_read(section: str, key: str) -> None:
    types = {sections()[section].__name__, _ALSO.get(section, "")}
    assert [*readers(section, types, key, uses(), by_name=section in _BY_NAME)] != []


def test_every_section_is_one() -> None:
    assert sections().keys() == Settings.model_fields.keys()


def test_the_gate_knows_the_same_restart_policy() -> None:
    assert RestartPolicy()._asdict() == RestartSettings().model_dump()


def test_a_key_is_read_only_where_its_section_is_known() -> None:
    known = made_up(
        chain="def f(settings):\n    return settings.sync.quiet\n",
        typed="def f(policy: SyncSettings):\n    return policy.quiet\n",
        another="def f(noise):\n    return noise.quiet\n",
        written="def f(settings):\n    settings.sync.quiet = 3\n",
    )
    made = {name: Uses.of(one) for name, one in known.items()}
    assert [*readers("sync", {"SyncSettings"}, "quiet", made)] == ["chain", "typed"]


def test_a_key_that_is_read_by_name_is_a_text_there() -> None:
    made = {"one": Uses.of(made_up(one="def f(settings):\n    return getattr(settings.ports, 'bot')\n")["one"])}
    assert [*readers("ports", {"PortSettings"}, "bot", made)] == []
    assert [*readers("ports", {"PortSettings"}, "bot", made, by_name=True)] == ["one"]


@dataclass(frozen=True)
class Uses:
    """What a module reads: attributes, plain names, and texts."""

    attributes: frozenset[str]
    names: frozenset[str]
    texts: frozenset[str]

    @classmethod
    def of(cls, one: Module) -> "Uses":
        nodes = [*ast.walk(one.tree)]
        return cls(
            frozenset(
                each.attr for each in nodes if isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Load)
            ),
            frozenset(each.id for each in nodes if isinstance(each, ast.Name)),
            frozenset(each.value for each in nodes if isinstance(each, ast.Constant) and isinstance(each.value, str)),
        )


@cache
def uses() -> Mapping[str, Uses]:
    """What every module of the programs reads: found out when a test asks, not while the tests are collected."""
    return {name: Uses.of(one) for name, one in modules().items() if name != Settings.__module__}


def readers(
    section: str, types: Collection[str], key: str, known: Mapping[str, Uses], *, by_name: bool = False
) -> Iterator[str]:
    """The modules that read `key` of something and know the section: by its type, or as `settings.<section>`."""
    for name, one in known.items():
        knows = section in one.attributes or not one.names.isdisjoint(types)
        if knows and (key in one.attributes or (by_name and key in one.texts)):
            yield name
