"""The three changes of the role map: edit, import, undo. Each is decided on what the file holds at that moment."""

from dataclasses import dataclass
from typing import Protocol

from ignis.domain.members.change import Actor
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.diff import diff, noted_ids, summary
from ignis.domain.role_map.orders import MapEdit
from ignis.domain.role_map.proposal import MapText, Proposal
from ignis.domain.role_map.stored import StoredRoleMap
from ignis.domain.role_map.version import Source, Version


class RoleMapChange(Protocol):
    """Decides what the file's content becomes."""

    def propose(self, found: StoredRoleMap) -> Proposal:
        """The new content, made of what was `found`. Raises Refused.

        It is called again when the file was edited by hand in between.
        """
        ...


@dataclass(frozen=True)
class EditRoleMap:
    """Applies `edit`. `what` is one line for the history; without it, the line says which roles change.

    >>> EditRoleMap(RemoveRole("Captains"), by=Actor(42))
    """

    edit: MapEdit
    by: Actor
    what: str | None = None

    def propose(self, found: StoredRoleMap) -> Proposal:
        before = found.map.document
        after = self.edit.apply(before)
        what = self.what
        if what is None:
            what = summary(diff(before, after)) or noted_ids(before, after)
        return Proposal(after, Source.COMMAND, self.by.user_id, what)


@dataclass(frozen=True)
class ImportRoleMap:
    """Puts a whole new map in place of any other, or, with `of`, in place of that version alone.

    Refused: MAP_EDITED if another version came after `of`, or the file was edited by hand just now.
    """

    new: MapText
    by: Actor
    of: int | None = None

    def propose(self, found: StoredRoleMap) -> Proposal:
        if self.of is not None:
            _check_seen(found, self.of)
        return Proposal(self.new, Source.IMPORT, self.by.user_id, "imported")


@dataclass(frozen=True)
class UndoRoleMap:
    """Brings back what stood in the file before the last change, as a new version; a second undo goes further back.

    `of` is the newest version that the user has seen. Refused: MAP_EDITED as for an import, NOTHING_TO_UNDO.
    """

    by: Actor
    of: int | None = None

    def propose(self, found: StoredRoleMap) -> Proposal:
        _check_seen(found, self.of)
        undone, target = _in_force(found), _earlier(found)
        return Proposal(
            MapText(target.text, target.format),
            Source.UNDO,
            self.by.user_id,
            f"undid version {undone.number}",
            restores=target.stands_for,
            undone=undone,
        )


def _check_seen(found: StoredRoleMap, of: int | None) -> None:
    if found.unseen or (of is not None and of != found.versions[-1].number):
        raise Refused(Refusal.MAP_EDITED)


def _in_force(found: StoredRoleMap) -> Version:
    """The version that stands in the file; after an undo, the one that it brought back."""
    newest = found.versions[-1]
    return next((version for version in found.versions if version.number == newest.stands_for), newest)


def _earlier(found: StoredRoleMap) -> Version:
    """What stood in the file before the newest version; after an undo, before the version that it brought back."""
    earlier = [version for version in found.versions if version.number < found.versions[-1].stands_for]
    if not earlier:
        raise Refused(Refusal.NOTHING_TO_UNDO)
    return earlier[-1]
