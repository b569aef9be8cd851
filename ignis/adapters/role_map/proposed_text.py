"""A proposal as the text that the role map's file will hold."""

from ignis.adapters.role_map import text as role_map_text
from ignis.adapters.role_map.reader import completed, parse_content
from ignis.domain.role_map.document import Document
from ignis.domain.role_map.proposal import MapText, Proposal
from ignis.domain.role_map.stored import StoredRoleMap
from ignis.runtime.config.strict_reader import mistakes_in, with_plain_ends

_IMPORT = "the import"  # names its source in errors


def proposed_text(proposal: Proposal, found: StoredRoleMap) -> str:
    """The whole new text, in the format and the layout of the file that was `found`. Raises ConfigError."""
    if isinstance(proposal.content, Document):
        return _rendered(proposal.content, found)
    return _imported(proposal.content, found)


def _imported(new: MapText, found: StoredRoleMap) -> str:
    """The imported text as it is, if it is whole and of the file's format."""
    text = with_plain_ends(new.text.removeprefix("\ufeff"))
    document = completed(text, new.format, found.map.document, _IMPORT)
    is_whole = parse_content(text, new.format, _IMPORT) == document.content
    if is_whole and new.format is role_map_text.format_of(found.map.path):
        return text
    return _rendered(document, found)


def _rendered(document: Document, found: StoredRoleMap) -> str:
    path = found.map.path
    with mistakes_in(str(path)):
        return role_map_text.render(document.content, role_map_text.format_of(path), found.text)
