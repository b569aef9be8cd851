"""Edits of the role map as values: an order is applied to what the file holds when its turn has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.document import Document, same
from ignis.domain.role_map.edits import add_role, remember_ids, remove_role, rename_role


class MapEdit(Protocol):
    """Makes a new document of an old one."""

    def apply(self, document: Document) -> Document:
        """Raises Refused for an edit that cannot be made, or that would change nothing."""
        ...


@dataclass(frozen=True, slots=True)
class AddRole:
    """Lets a role of the server stand for `rank`; see `add_role`. One that the map knows by another name is renamed.

    >>> AddRole("Captains", 4711, "Flameborne Captain", above="Legionary").apply(document)
    """

    role: str
    role_id: int
    rank: str
    above: str | None = None

    def apply(self, document: Document) -> Document:
        old = next((name for name, role_id in document.role_ids.items() if role_id == self.role_id), self.role)
        if same(old, self.role) or old not in document.roles:
            return add_role(document, self.role, self.role_id, self.rank, self.above)
        renamed = rename_role(document, old, self.role)
        try:
            return add_role(renamed, self.role, self.role_id, self.rank, self.above)
        except Refused as refused:
            if refused.code is not Refusal.MAP_UNCHANGED:
                raise
            return renamed


@dataclass(frozen=True, slots=True)
class RemoveRole:
    """`role` is spelled as the map spells it, or differs in case; the server may have it no more."""

    role: str

    def apply(self, document: Document) -> Document:
        return remove_role(document, self.role)


@dataclass(frozen=True, slots=True)
class FollowRename:
    """The server's role `role_id`, which the map knows as `old`, is called `new` now.

    If another mapped role has the name `new` already, the name stays as it is; the id is remembered in any case.
    """

    old: str
    new: str
    role_id: int

    def apply(self, document: Document) -> Document:
        known = document
        if document.role_ids.get(self.old) != self.role_id:
            known = remember_ids(document, {self.old: self.role_id})
        try:
            return rename_role(known, self.old, self.new)
        except Refused:
            if known is document:
                raise
            return known


@dataclass(frozen=True, slots=True)
class RememberIds:
    """Notes Discord's ids of roles, by the names that the map has for them."""

    ids: Mapping[str, int]

    def apply(self, document: Document) -> Document:
        return remember_ids(document, self.ids)


Order = AddRole | RemoveRole
"""What an administrator orders with a command."""
