"""Components of a message, of both kinds."""

from typing import Any, Final

from tests.sandbox.probes.row import (
    BOOLEAN,
    CHOICES,
    EMOJI,
    LARGE,
    LENGTH,
    LONG,
    NOTHING,
    NUMBER,
    OBJECT,
    REQUIRED,
    SCHEME,
    SMALL,
    UNION,
    URL,
    Row,
    x,
)

_POST: Final = "POST /channels/{channel}/messages"
_PATCH: Final = "PATCH /channels/{channel}/messages/{message}"
_REF: Final = "components/reference#"
_BUTTON: Final = _REF + "button-button-structure"
_STYLES: Final = _REF + "button-button-styles"
_STRING: Final = _REF + "string-select-string-select-structure"
_OPTION: Final = _REF + "string-select-select-option-structure"
_DEFAULTS: Final = _REF + "user-select-select-default-value-structure"
_GALLERY: Final = _REF + "media-gallery-media-gallery-item-structure"
_HTTPS: Final = "https://example.org/"
_FIRST: Final = "components.0.components.0"
V2: Final = 1 << 15
TEXT: Final = {"type": 10, "content": "x"}


def row(*components: dict[str, Any]) -> dict[str, Any]:
    """A message of old with one row."""
    return {"content": "hello", "components": [{"type": 1, "components": list(components)}]}


def button(**fields: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go", **fields}


def link(**fields: Any) -> dict[str, Any]:
    return {"type": 2, "style": 5, "label": "Go", "url": _HTTPS, **fields}


def options(number: int, **fields: Any) -> list[dict[str, Any]]:
    return [{"label": "l", "value": str(n), **fields} for n in range(number)]


def choose(number: int = 3, **fields: Any) -> dict[str, Any]:
    return {"type": 3, "custom_id": "choose", "options": options(number), **fields}


def option(**fields: Any) -> dict[str, Any]:
    return row(choose(options=options(1, **fields)))


def people(kind: int = 5, **fields: Any) -> dict[str, Any]:
    return row({"type": kind, "custom_id": "people", **fields})


def shown(*components: dict[str, Any]) -> dict[str, Any]:
    """A message of Components V2."""
    return {"flags": V2, "components": list(components)}


def _gallery(number: int = 1, **fields: Any) -> dict[str, Any]:
    return shown({"type": 12, "items": [{"media": {"url": _HTTPS}, **fields}] * number})


def _section(number: int = 1, **fields: Any) -> dict[str, Any]:
    return shown({"type": 9, "components": [TEXT] * number, "accessory": button(), **fields})


def _container(**fields: Any) -> dict[str, Any]:
    return shown({"type": 17, "components": [TEXT], **fields})


def _picked(kind: str, number: int) -> list[dict[str, str]]:
    return [{"id": str(n), "type": kind} for n in range(number)]


_ROW_ROWS: Final = (
    Row("five rows", _REF + "legacy-message-component-behavior", _POST, {"components": [row(button(custom_id=str(n)))["components"][0] for n in range(5)]}, {"components": [row(button(custom_id=str(n)))["components"][0] for n in range(6)]}, "components", LONG),
    Row("a row stands at the top", _REF + "legacy-message-component-behavior", _POST, row(button()), {"content": "x", "components": [button()]}, "components.0.type", UNION),
    Row("five buttons in a row", _REF + "action-row-action-row-child-components", _POST, row(*(button(custom_id=str(n)) for n in range(5))), row(*(button(custom_id=str(n)) for n in range(6))), "components.0.components", LENGTH),
    Row("a row is not empty", _REF + "action-row-action-row-structure", _POST, NOTHING, row(), "components.0.components", LENGTH),
    Row("one select in a row", _REF + "action-row-action-row-child-components", _POST, row(choose()), row(choose(), button()), "components.0.components.1", "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
    Row("no row in a row", _REF + "action-row-action-row-child-components", _POST, NOTHING, row({"type": 1, "components": [button()]}), _FIRST + ".type", UNION),
    Row("no input in a message", _REF + "text-input", _POST, NOTHING, row({"type": 4, "custom_id": "c", "style": 1, "label": "l"}), _FIRST + ".type", UNION),
    Row("a component is an object", _REF + "component-object", _POST, NOTHING, {"content": "x", "components": ["button"]}, "components.0", OBJECT),
    Row("a component has a kind", _REF + "component-object-component-types", _POST, NOTHING, {"content": "x", "components": [{"type": 99}]}, "components.0.type", UNION),
    Row("a custom id is used once", _REF + "anatomy-of-a-component", _POST, row(button(), button(custom_id="b")), row(button(), button()), "components", "COMPONENT_CUSTOM_ID_DUPLICATED"),
    Row("components of an edit obey the same", "resources/message#edit-message-jsonform-params", _PATCH, row(button()), row(button(label=x(81))), _FIRST + ".label", LONG),
)  # fmt: skip

_BUTTON_ROWS: Final = (
    Row("a label has 80 characters", _BUTTON, _POST, row(button(label=x(80))), row(button(label=x(81))), _FIRST + ".label", LONG),
    Row("a button shows something", _BUTTON, _POST, row(button(label=None, emoji={"name": "\U0001f525"})), row(button(label=None)), _FIRST + ".label", REQUIRED),
    Row("a custom id has 100 characters", _BUTTON, _POST, row(button(custom_id=x(100))), row(button(custom_id=x(101))), _FIRST + ".custom_id", LENGTH),
    Row("a custom id is not empty", _BUTTON, _POST, row(button(custom_id="x")), row(button(custom_id="")), _FIRST + ".custom_id", LENGTH),
    Row("a button has a custom id", _STYLES, _POST, NOTHING, row(button(custom_id=None)), _FIRST + ".custom_id", REQUIRED),
    Row("six styles", _STYLES, _POST, row(button(style=4)), row(button(style=7)), _FIRST + ".style", CHOICES),
    Row("a style is given", _STYLES, _POST, NOTHING, row(button(style=None)), _FIRST + ".style", CHOICES),
    Row("a link has an address", _STYLES, _POST, row(link()), row(link(url=None)), _FIRST + ".url", REQUIRED),
    Row("a link's address has 512 characters", _BUTTON, _POST, row(link(url=_HTTPS + x(492))), row(link(url=_HTTPS + x(493))), _FIRST + ".url", LONG),
    Row("a link is http, https or discord", _BUTTON, _POST, row(link(url="discord://-/settings")), row(link(url="mailto:a@example.org")), _FIRST + ".url", SCHEME),
    Row("a link's address is well formed", _BUTTON, _POST, row(link(url="http://example.org/a?b=c")), row(link(url="https://example .org")), _FIRST + ".url", URL),
    Row("a link's host has a dot", _BUTTON, _POST, NOTHING, row(link(url="http://localhost:8473/")), _FIRST + ".url", URL),
    Row("a link is no upload", _BUTTON, _POST, NOTHING, row(link(url="attachment://a.png")), _FIRST + ".url", SCHEME),
    Row("a link has no custom id", _STYLES, _POST, NOTHING, row(link(custom_id="c")), _FIRST + ".custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"),
    Row("a button has no address", _STYLES, _POST, NOTHING, row(button(url=_HTTPS)), _FIRST + ".custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"),
    Row("a button has no sku", _STYLES, _POST, NOTHING, row(button(sku_id="1")), _FIRST + ".sku_id", "BUTTON_COMPONENT_SKU_ID_NOT_ALLOWED"),
    Row("a premium button has a sku", _STYLES, _POST, NOTHING, row({"type": 2, "style": 6}), _FIRST + ".sku_id", REQUIRED),
    Row("a premium button has no label", _STYLES, _POST, NOTHING, row({"type": 2, "style": 6, "sku_id": "1", "label": "Buy"}), _FIRST + ".label", "BUTTON_COMPONENT_PREMIUM_ONLY_SKU_ID"),
    Row("disabled is yes or no", _BUTTON, _POST, row(button(disabled=True)), row(button(disabled="yes")), _FIRST + ".disabled", BOOLEAN),
    Row("an emoji is a standard one", "resources/emoji#emoji-object-standard-emoji-example", _POST, row(button(emoji={"name": "\U0001f468\u200d\U0001f680"})), row(button(emoji={"name": "fire"})), _FIRST + ".emoji.name", EMOJI),
    Row("a code with colons is no emoji", "resources/emoji#emoji-object-standard-emoji-example", _POST, row(button(emoji={"name": "\u2764\ufe0f"})), row(button(emoji={"name": ":heart:"})), _FIRST + ".emoji.name", EMOJI),
    Row("an arrow of text is no emoji", "resources/emoji#emoji-object-standard-emoji-example", _POST, row(button(emoji={"name": "\u21a9\ufe0f"})), row(button(emoji={"name": "\u21bb"})), _FIRST + ".emoji.name", EMOJI),
    Row("a digit is an emoji only as a key", "resources/emoji#emoji-object-standard-emoji-example", _POST, row(button(emoji={"name": "1\ufe0f\u20e3"})), row(button(emoji={"name": "1"})), _FIRST + ".emoji.name", EMOJI),
    Row("a flag is one emoji", "resources/emoji#emoji-object-standard-emoji-example", _POST, row(button(emoji={"name": "\U0001f1e7\U0001f1f7"})), row(button(emoji={"name": "\U0001f525\U0001f525"})), _FIRST + ".emoji.name", EMOJI),
    Row("a custom emoji has an id", "resources/emoji#emoji-object-custom-emoji-examples", _POST, NOTHING, row(button(emoji={"id": "ignis", "name": "ignis"})), _FIRST + ".emoji.id", NUMBER),
    Row("an emoji is an object", "resources/emoji#emoji-object", _POST, NOTHING, row(button(emoji="\U0001f525")), _FIRST + ".emoji", OBJECT),
    Row("an emoji is not empty", "resources/emoji#emoji-object", _POST, NOTHING, row(button(emoji={})), _FIRST + ".emoji.name", EMOJI),
)  # fmt: skip

_SELECT_ROWS: Final = (
    Row("a select's id has 100 characters", _STRING, _POST, row(choose(custom_id=x(100))), row(choose(custom_id=x(101))), _FIRST + ".custom_id", LENGTH),
    Row("a select has an id", _STRING, _POST, NOTHING, row(choose(custom_id=None)), _FIRST + ".custom_id", REQUIRED),
    Row("25 options of a select", _STRING, _POST, row(choose(25)), row(choose(26)), _FIRST + ".options", LENGTH),
    Row("one option", _STRING, _POST, row(choose(1)), row(choose(0)), _FIRST + ".options", LENGTH),
    Row("a string select has options", _STRING, _POST, NOTHING, row(choose(options=None)), _FIRST + ".options", REQUIRED),
    Row("a placeholder has 150 characters", _STRING, _POST, row(choose(placeholder=x(150))), row(choose(placeholder=x(151))), _FIRST + ".placeholder", LONG),
    Row("at least 0 are chosen", _STRING, _POST, row(choose(min_values=0)), row(choose(min_values=-1)), _FIRST + ".min_values", SMALL),
    Row("at least 25 are chosen", _STRING, _POST, row(choose(25, min_values=25, max_values=25)), row(choose(25, min_values=26, max_values=25)), _FIRST + ".min_values", LARGE),
    Row("at most one is chosen", _STRING, _POST, row(choose(max_values=1)), row(choose(max_values=0)), _FIRST + ".max_values", SMALL),
    Row("at most 25 are chosen", _STRING, _POST, row(choose(25, max_values=25)), row(choose(25, max_values=26)), _FIRST + ".max_values", LARGE),
    Row("as many options as may be chosen", _STRING, _POST, row(choose(3, max_values=3)), row(choose(3, max_values=4)), _FIRST + ".options", LENGTH),
    Row("as many options as must be chosen", _STRING, _POST, row(choose(2, min_values=2, max_values=2)), row(choose(1, min_values=2, max_values=2)), _FIRST + ".options", LENGTH),
    Row("no more must than may be chosen", _STRING, _POST, row(choose(3, min_values=2, max_values=2)), row(choose(3, min_values=3, max_values=2)), _FIRST + ".min_values", "SELECT_COMPONENT_MIN_VALUES_EXCEEDS_MAX_VALUES"),
    Row("one may be chosen unless it is said", _STRING, _POST, row(choose(3, min_values=1)), row(choose(3, min_values=2)), _FIRST + ".min_values", "SELECT_COMPONENT_MIN_VALUES_EXCEEDS_MAX_VALUES"),
    Row("no more are chosen at first than may be", _STRING, _POST, row(choose(options=[*options(1, default=True), {"label": "b", "value": "b"}])), row(choose(options=options(2, default=True))), _FIRST + ".options", LONG),
    Row("an option's label has 100 characters", _OPTION, _POST, option(label=x(100)), option(label=x(101)), _FIRST + ".options.0.label", LENGTH),
    Row("an option's label is not empty", _OPTION, _POST, NOTHING, option(label=""), _FIRST + ".options.0.label", LENGTH),
    Row("an option's value has 100 characters", _OPTION, _POST, option(value=x(100)), option(value=x(101)), _FIRST + ".options.0.value", LENGTH),
    Row("an option has a value", _OPTION, _POST, NOTHING, option(value=None), _FIRST + ".options.0.value", REQUIRED),
    Row("an option's value is used once", _OPTION, _POST, NOTHING, row(choose(options=options(1) + options(1))), _FIRST + ".options.1.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"),
    Row("an option's description has 100 characters", _OPTION, _POST, option(description=x(100)), option(description=x(101)), _FIRST + ".options.0.description", LONG),
    Row("an option's emoji is one", _OPTION, _POST, option(emoji={"name": "\u26a0\ufe0f"}), option(emoji={"name": "warning"}), _FIRST + ".options.0.emoji.name", EMOJI),
    Row("an option is chosen at first or not", _OPTION, _POST, option(default=True), option(default="yes"), _FIRST + ".options.0.default", BOOLEAN),
    Row("a user select begins with users", _DEFAULTS, _POST, people(default_values=_picked("user", 1)), people(default_values=_picked("role", 1)), _FIRST + ".default_values.0.type", CHOICES),
    Row("a role select begins with roles", _DEFAULTS, _POST, people(6, default_values=_picked("role", 1)), people(6, default_values=_picked("user", 1)), _FIRST + ".default_values.0.type", CHOICES),
    Row("a mentionable select begins with either", _DEFAULTS, _POST, people(7, default_values=_picked("role", 1)), people(7, default_values=_picked("channel", 1)), _FIRST + ".default_values.0.type", CHOICES),
    Row("a channel select begins with channels", _DEFAULTS, _POST, people(8, default_values=_picked("channel", 1)), people(8, default_values=_picked("role", 1)), _FIRST + ".default_values.0.type", CHOICES),
    Row("it begins with an id", _DEFAULTS, _POST, NOTHING, people(default_values=[{"id": "me", "type": "user"}]), _FIRST + ".default_values.0.id", NUMBER),
    Row("it begins with no more than may be chosen", _REF + "user-select-user-select-structure", _POST, people(max_values=3, default_values=_picked("user", 3)), people(max_values=3, default_values=_picked("user", 4)), _FIRST + ".default_values", LENGTH),
    Row("it begins with no fewer than must be chosen", _REF + "user-select-user-select-structure", _POST, people(min_values=2, max_values=3, default_values=_picked("user", 2)), people(min_values=2, max_values=3, default_values=_picked("user", 1)), _FIRST + ".default_values", LENGTH),
    Row("a user select's placeholder has 150 characters", _REF + "user-select-user-select-structure", _POST, people(placeholder=x(150)), people(placeholder=x(151)), _FIRST + ".placeholder", LONG),
    Row("a role select's bounds fit", _REF + "role-select-role-select-structure", _POST, people(6, min_values=2, max_values=2), people(6, min_values=3, max_values=2), _FIRST + ".min_values", "SELECT_COMPONENT_MIN_VALUES_EXCEEDS_MAX_VALUES"),
    Row("a mentionable select takes 25", _REF + "mentionable-select-mentionable-select-structure", _POST, people(7, max_values=25), people(7, max_values=26), _FIRST + ".max_values", LARGE),
    Row("a channel select names kinds that there are", _REF + "channel-select-channel-select-structure", _POST, people(8, channel_types=[0, 5]), people(8, channel_types=[0, 99]), _FIRST + ".channel_types.1", CHOICES),
)  # fmt: skip

_V2_ROWS: Final = (
    Row("40 components", "components/reference#what-is-a-component", _POST, shown(*[TEXT] * 40), shown(*[TEXT] * 41), "components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"),
    Row("nested components count", "components/reference#what-is-a-component", _POST, shown({"type": 17, "components": [TEXT] * 39}), shown(TEXT, {"type": 17, "components": [TEXT] * 39}), "components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"),
    Row("4000 characters over all", _REF + "text-display-text-display-structure", _POST, shown({"type": 10, "content": x(2000)}, {"type": 10, "content": x(2000)}), shown({"type": 10, "content": x(2000)}, {"type": 10, "content": x(2001)}), "components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"),
    Row("a text is not empty", _REF + "text-display-text-display-structure", _POST, shown(TEXT), shown({"type": 10, "content": ""}), "components.0.content", LENGTH),
    Row("a text says something", _REF + "text-display-text-display-structure", _POST, NOTHING, shown({"type": 10}), "components.0.content", REQUIRED),
    Row("new components need the flag", "resources/message#message-object-message-flags", _POST, NOTHING, {"content": "x", "components": [TEXT]}, "components.0.type", UNION),
    Row("no content beside them", "resources/message#create-message-jsonform-params", _POST, NOTHING, shown(TEXT) | {"content": "x"}, "content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"),
    Row("no embeds beside them", "resources/message#create-message-jsonform-params", _POST, NOTHING, shown(TEXT) | {"embeds": [{"title": "t"}]}, "embeds", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"),
    Row("no poll beside them", "resources/message#create-message-jsonform-params", _POST, NOTHING, shown(TEXT) | {"poll": {"question": {"text": "q"}, "answers": [{"poll_media": {"text": "a"}}]}}, "poll", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"),
    Row("a section has three texts", _REF + "section-section-structure", _POST, _section(3), _section(4), "components.0.components", LENGTH),
    Row("a section has a text", _REF + "section-section-structure", _POST, _section(1), _section(0), "components.0.components", LENGTH),
    Row("a section has an accessory", _REF + "section-section-structure", _POST, NOTHING, _section(accessory=None), "components.0.accessory", REQUIRED),
    Row("an accessory is a button or a picture", _REF + "section-section-accessory-components", _POST, _section(accessory={"type": 11, "media": {"url": _HTTPS}}), _section(accessory=TEXT), "components.0.accessory.type", UNION),
    Row("a section holds texts", _REF + "section-section-child-components", _POST, NOTHING, _section(components=[link()]), "components.0.components.0.type", UNION),
    Row("a thumbnail's address is http, https or an upload", _REF + "unfurled-media-item-unfurled-media-item-structure", _POST, NOTHING, _section(accessory={"type": 11, "media": {"url": "ftp://example.org/a"}}), "components.0.accessory.media.url", SCHEME),
    Row("a thumbnail has an address", _REF + "thumbnail-thumbnail-structure", _POST, NOTHING, _section(accessory={"type": 11}), "components.0.accessory.media.url", REQUIRED),
    Row("a thumbnail's description has 1024 characters", _REF + "thumbnail-thumbnail-structure", _POST, _section(accessory={"type": 11, "media": {"url": _HTTPS}, "description": x(1024)}), _section(accessory={"type": 11, "media": {"url": _HTTPS}, "description": x(1025)}), "components.0.accessory.description", LENGTH),
    Row("a gallery has ten pictures", _REF + "media-gallery", _POST, _gallery(10), _gallery(11), "components.0.items", LENGTH),
    Row("a gallery has a picture", _REF + "media-gallery", _POST, _gallery(1), _gallery(0), "components.0.items", LENGTH),
    Row("a gallery's address has a scheme", _GALLERY, _POST, _gallery(), _gallery(media={"url": "example.org/a.png"}), "components.0.items.0.media.url", SCHEME),
    Row("a gallery's address is well formed", _GALLERY, _POST, NOTHING, _gallery(media={"url": "https:///a.png"}), "components.0.items.0.media.url", URL),
    Row("a gallery's address has 2048 characters", _GALLERY, _POST, _gallery(media={"url": _HTTPS + x(2028)}), _gallery(media={"url": _HTTPS + x(2029)}), "components.0.items.0.media.url", LONG),
    Row("a gallery's upload is in the message", _REF + "uploading-a-file", _POST, NOTHING, _gallery(media={"url": "attachment://a.png"}), "components.0.items.0.media.url", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"),
    Row("a gallery's description has 1024 characters", _GALLERY, _POST, _gallery(description=x(1024)), _gallery(description=x(1025)), "components.0.items.0.description", LENGTH),
    Row("a gallery's picture is a spoiler or not", _GALLERY, _POST, _gallery(spoiler=True), _gallery(spoiler="yes"), "components.0.items.0.spoiler", BOOLEAN),
    Row("a file is an upload", _REF + "file-file-structure", _POST, NOTHING, shown({"type": 13, "file": {"url": _HTTPS + "a.txt"}}), "components.0.file.url", SCHEME),
    Row("a file's upload is in the message", _REF + "file-file-structure", _POST, NOTHING, shown({"type": 13, "file": {"url": "attachment://a.txt"}}), "components.0.file.url", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"),
    Row("a separator is small", _REF + "separator-separator-structure", _POST, shown(TEXT, {"type": 14, "spacing": 1}), shown(TEXT, {"type": 14, "spacing": 0}), "components.1.spacing", SMALL),
    Row("a separator is large", _REF + "separator-separator-structure", _POST, shown(TEXT, {"type": 14, "spacing": 2}), shown(TEXT, {"type": 14, "spacing": 3}), "components.1.spacing", LARGE),
    Row("a separator has a line or not", _REF + "separator-separator-structure", _POST, shown(TEXT, {"type": 14, "divider": False}), shown(TEXT, {"type": 14, "divider": "no"}), "components.1.divider", BOOLEAN),
    Row("a container's colour goes up to ffffff", _REF + "container-container-structure", _POST, _container(accent_color=0xFFFFFF), _container(accent_color=0x1000000), "components.0.accent_color", LARGE),
    Row("a container's colour is not negative", _REF + "container-container-structure", _POST, _container(accent_color=0), _container(accent_color=-1), "components.0.accent_color", SMALL),
    Row("a container holds no container", _REF + "container-container-child-components", _POST, NOTHING, _container(components=[{"type": 17, "components": [TEXT]}]), "components.0.components.0.type", UNION),
    Row("a container is not empty", _REF + "container-container-structure", _POST, NOTHING, _container(components=[]), "components.0.components", LENGTH),
    Row("a button stands in a row", _REF + "button", _POST, shown({"type": 1, "components": [button()]}), shown(button()), "components.0.type", UNION),
    Row("a button in a section obeys its rules", _REF + "section-section-accessory-components", _POST, _section(accessory=link()), _section(accessory=link(url="no link")), "components.0.accessory.url", SCHEME),
    Row("a component's id is not negative", _REF + "anatomy-of-a-component", _POST, shown(TEXT | {"id": 1}), shown(TEXT | {"id": -1}), "components.0.id", SMALL),
    Row("a component's id is used once", _REF + "anatomy-of-a-component", _POST, shown(TEXT | {"id": 1}, TEXT | {"id": 2}), shown(TEXT | {"id": 1}, TEXT | {"id": 1}), "components", "COMPONENT_ID_DUPLICATED"),
    Row("a custom id is used once in all", _REF + "anatomy-of-a-component", _POST, NOTHING, shown(_section()["components"][0], _section()["components"][0]), "components", "COMPONENT_CUSTOM_ID_DUPLICATED"),
    Row("nothing is shown without components", "resources/message#create-message-jsonform-params", _POST, NOTHING, {"flags": V2, "components": []}, answer=(400, 50006)),
)  # fmt: skip

ROWS: Final = (*_ROW_ROWS, *_BUTTON_ROWS, *_SELECT_ROWS, *_V2_ROWS)
