"""What administrators ask of the role map, as values: applied to whatever the file holds when its turn has come."""

from dataclasses import dataclass

from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.document import Document, same
from ignis.domain.role_map.edits import add_role, remove_role, rename_role


@dataclass(frozen=True, slots=True)
class AddRole:
    """Lets a role of the server stand for `rank`; see `add_role`. One that the map knows by another name is renamed."""

    role: str
    role_id: int
    rank: str
    above: str | None = None

    def __call__(self, document: Document) -> Document:
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
    """`role` is spelled as the map spells it, or differs in case: it may be gone from the server."""

    role: str

    def __call__(self, document: Document) -> Document:
        return remove_role(document, self.role)


Order = AddRole | RemoveRole
