"""Awards are Discord roles: those that the configuration lists, and those with one of its keywords as a whole word."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Awards:
    """`roles` are exact names, compared without case; `keywords` are looked for in all other names.

    A keyword matches as it is written or in lower case: `Seal` finds "Seal of Vulkan", but neither "Unsealed" nor the
    acronym in "SEAL Team".
    """

    roles: frozenset[str] = frozenset()
    keywords: frozenset[str] = frozenset()
    _exact: frozenset[str] = field(init=False, repr=False, compare=False)
    _words: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_exact", frozenset(role.casefold() for role in self.roles))
        object.__setattr__(self, "_words", self.keywords | {keyword.lower() for keyword in self.keywords})

    def among(self, roles: Iterable[str]) -> tuple[str, ...]:
        """The awards among `roles`, in their order."""
        return tuple(role for role in roles if self._is_award(role))

    def _is_award(self, role: str) -> bool:
        return role.casefold() in self._exact or not self._words.isdisjoint(_WORD.findall(role))
