"""Answers to interactions: callbacks that fit, modals, autocomplete choices."""

from typing import Any, Final

from tests.sandbox.probes.components import button, choose, options, row
from tests.sandbox.probes.row import (
    CHOICES,
    EMPTY,
    LARGE,
    LENGTH,
    LONG,
    NOTHING,
    REQUIRED,
    SCHEME,
    SMALL,
    UNION,
    Row,
    x,
)

_CALLBACK: Final = "interactions/receiving-and-responding#interaction-response-object-interaction-callback-type"
_AUTOCOMPLETE: Final = "interactions/receiving-and-responding#interaction-response-object-autocomplete"
_MODAL: Final = "interactions/receiving-and-responding#interaction-response-object-modal"
_MESSAGES: Final = "interactions/receiving-and-responding#interaction-response-object-messages"
_CHOICE: Final = (
    "interactions/application-commands#application-command-object-application-command-option-choice-structure"
)
_INPUT: Final = "components/reference#text-input-text-input-structure"
_LABEL: Final = "components/reference#label-label-structure"
_COMMAND: Final = "POST /interactions/{command}/callback"
_COMPONENT: Final = "POST /interactions/{component}/callback"
_ASKED: Final = "POST /interactions/{autocomplete}/callback"
_SUBMITTED: Final = "POST /interactions/{modal}/callback"
_SUBMITTED_ON_MESSAGE: Final = "POST /interactions/{modal_on_message}/callback"
_FIRST: Final = "data.components.0"


def _input(**fields: Any) -> dict[str, Any]:
    return {"type": 4, "custom_id": "why", "style": 1, **fields}


def _labelled(component: object, **fields: Any) -> dict[str, Any]:
    return {"type": 18, "label": "Why", "component": component, **fields}


def _modal(*components: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"type": 9, "data": {"title": "t", "custom_id": "m", "components": list(components), **fields}}


_PLAIN: Final = _modal(_labelled(_input()))
_HELLO: Final = {"type": 4, "data": {"content": "x"}}


def _said(**data: Any) -> dict[str, Any]:
    return {"type": 4, "data": data}


def _choices(*choices: dict[str, Any]) -> dict[str, Any]:
    return {"type": 8, "data": {"choices": list(choices)}}


def _asked(**fields: Any) -> dict[str, Any]:
    return _modal(_labelled(_input(**fields)))


def _old(**fields: Any) -> dict[str, Any]:
    return _modal({"type": 1, "components": [_input(label="Why") | fields]})


def _group(kind: int, number: int, **fields: Any) -> dict[str, Any]:
    return _modal(_labelled({"type": kind, "custom_id": "c", "options": options(number), **fields}))


def _upload(**fields: Any) -> dict[str, Any]:
    return _modal(_labelled({"type": 19, "custom_id": "c", **fields}))


def _select(**fields: Any) -> dict[str, Any]:
    return _modal(_labelled(choose(**fields)))


_CALLBACK_ROWS: Final = (
    Row("a command is answered by a message", _CALLBACK, _COMMAND, _HELLO, {"type": 8, "data": {"choices": []}}, "type", CHOICES),
    Row("a command updates no message", _CALLBACK, _COMMAND, {"type": 5}, {"type": 7, "data": {"content": "x"}}, "type", CHOICES),
    Row("a command defers no update", _CALLBACK, _COMMAND, {"type": 5, "data": {"flags": 64}}, {"type": 6}, "type", CHOICES),
    Row("a command opens a modal", _CALLBACK, _COMMAND, _PLAIN, {"type": 1}, "type", CHOICES),
    Row("there are nine callbacks", _CALLBACK, _COMMAND, NOTHING, {"type": 2}, "type", CHOICES),
    Row("a callback has a type", _CALLBACK, _COMMAND, NOTHING, {"data": {"content": "x"}}, "type", CHOICES),
    Row("a type is a number", _CALLBACK, _COMMAND, NOTHING, {"type": "message"}, "type", CHOICES),
    Row("a component is answered by a message", _CALLBACK, _COMPONENT, _HELLO, {"type": 8, "data": {"choices": []}}, "type", CHOICES),
    Row("a component updates its message", _CALLBACK, _COMPONENT, {"type": 7, "data": {"content": "x"}}, {"type": 1}, "type", CHOICES),
    Row("a component defers its update", _CALLBACK, _COMPONENT, {"type": 6}, {"type": 3}, "type", CHOICES),
    Row("a component opens a modal", _CALLBACK, _COMPONENT, _PLAIN, {"type": 11}, "type", CHOICES),
    Row("an autocomplete is answered by choices", _CALLBACK, _ASKED, _choices(), _HELLO, "type", CHOICES),
    Row("an autocomplete is not deferred", _CALLBACK, _ASKED, NOTHING, {"type": 5}, "type", CHOICES),
    Row("an autocomplete opens no modal", _CALLBACK, _ASKED, NOTHING, _PLAIN, "type", CHOICES),
    Row("an autocomplete updates nothing", _CALLBACK, _ASKED, NOTHING, {"type": 6}, "type", CHOICES),
    Row("a modal is answered by a message", _CALLBACK, _SUBMITTED, _HELLO, _PLAIN, "type", CHOICES),
    Row("a modal is deferred", _CALLBACK, _SUBMITTED, {"type": 5}, {"type": 8, "data": {"choices": []}}, "type", CHOICES),
    Row("a modal of a command updates nothing", _CALLBACK, _SUBMITTED, NOTHING, {"type": 7, "data": {"content": "x"}}, "type", CHOICES),
    Row("a modal of a component updates its message", _CALLBACK, _SUBMITTED_ON_MESSAGE, {"type": 7, "data": {"content": "x"}}, _PLAIN, "type", CHOICES),
    Row("a modal of a component defers its update", _CALLBACK, _SUBMITTED_ON_MESSAGE, {"type": 6}, {"type": 1}, "type", CHOICES),
    Row("an answer has 2000 characters", _MESSAGES, _COMMAND, _said(content=x(2000)), _said(content=x(2001)), "data.content", LONG),
    Row("an answer says something", _MESSAGES, _COMMAND, NOTHING, _said(), answer=EMPTY),
    Row("an answer's embeds have good links", _MESSAGES, _COMMAND, _said(embeds=[{"title": "t", "url": "https://example.org"}]), _said(embeds=[{"title": "t", "url": "x"}]), "data.embeds.0.url", SCHEME),
    Row("an answer's components obey the same", _MESSAGES, _COMMAND, _said(**row(button())), _said(**row(button(label=x(81)))), "data.components.0.components.0.label", LONG),
    Row("an update leaves something", _MESSAGES, _COMPONENT, {"type": 7, "data": {"components": []}}, {"type": 7, "data": {"content": ""}}, answer=EMPTY),
    Row("an update has 2000 characters", _MESSAGES, _COMPONENT, {"type": 7, "data": {"content": x(2000)}}, {"type": 7, "data": {"content": x(2001)}}, "data.content", LONG),
)  # fmt: skip

_CHOICE_ROWS: Final = (
    Row("25 choices", _AUTOCOMPLETE, _ASKED, _choices(*[{"name": "n", "value": "v"}] * 25), _choices(*[{"name": "n", "value": "v"}] * 26), "data.choices", LONG),
    Row("choices are given", _AUTOCOMPLETE, _ASKED, NOTHING, {"type": 8, "data": {}}, "data.choices", REQUIRED),
    Row("a choice's name has 100 characters", _CHOICE, _ASKED, _choices({"name": x(100), "value": "v"}), _choices({"name": x(101), "value": "v"}), "data.choices.0.name", LENGTH),
    Row("a choice's name is not empty", _CHOICE, _ASKED, NOTHING, _choices({"name": "", "value": "v"}), "data.choices.0.name", LENGTH),
    Row("a choice's value has 100 characters", _CHOICE, _ASKED, _choices({"name": "n", "value": x(100)}), _choices({"name": "n", "value": x(101)}), "data.choices.0.value", LONG),
    Row("a choice has a value", _CHOICE, _ASKED, NOTHING, _choices({"name": "n"}), "data.choices.0.value", REQUIRED),
    Row("a choice's translation has 100 characters", _CHOICE, _ASKED, _choices({"name": "n", "value": 1, "name_localizations": {"de": x(100)}}), _choices({"name": "n", "value": 1, "name_localizations": {"de": x(101)}}), "data.choices.0.name_localizations.de", LENGTH),
)  # fmt: skip

_MODAL_ROWS: Final = (
    Row("a modal's title has 45 characters", _MODAL, _COMMAND, _PLAIN | {"data": _PLAIN["data"] | {"title": x(45)}}, _PLAIN | {"data": _PLAIN["data"] | {"title": x(46)}}, "data.title", LENGTH),
    Row("a modal has a title", _MODAL, _COMMAND, NOTHING, _PLAIN | {"data": _PLAIN["data"] | {"title": None}}, "data.title", REQUIRED),
    Row("a modal's id has 100 characters", _MODAL, _COMMAND, _PLAIN | {"data": _PLAIN["data"] | {"custom_id": x(100)}}, _PLAIN | {"data": _PLAIN["data"] | {"custom_id": x(101)}}, "data.custom_id", LENGTH),
    Row("a modal has five components", _MODAL, _COMMAND, _modal(*(_labelled(_input(custom_id=str(n))) for n in range(5))), _modal(*(_labelled(_input(custom_id=str(n))) for n in range(6))), "data.components", LENGTH),
    Row("a modal is not empty", _MODAL, _COMMAND, NOTHING, _modal(), "data.components", LENGTH),
    Row("a modal has no buttons", _MODAL, _COMMAND, NOTHING, _modal({"type": 1, "components": [button()]}), _FIRST + ".components.0.type", UNION),
    Row("a modal's input stands in a label", _MODAL, _COMMAND, _old(), _modal(_input(label="Why")), _FIRST + ".type", UNION),
    Row("a modal may say something", "components/reference#text-display", _COMMAND, _modal({"type": 10, "content": "x"}, _labelled(_input())), _modal({"type": 10, "content": ""}), _FIRST + ".content", LENGTH),
    Row("one input in a row", _MODAL, _COMMAND, NOTHING, _modal({"type": 1, "components": [_input(label="a"), _input(label="b", custom_id="b")]}), _FIRST + ".components", LENGTH),
    Row("an id is used once in a modal", _MODAL, _COMMAND, NOTHING, _modal(_labelled(_input()), _labelled(_input())), "data.components", "COMPONENT_CUSTOM_ID_DUPLICATED"),
    Row("a label has 45 characters", _LABEL, _COMMAND, _modal(_labelled(_input(), label=x(45))), _modal(_labelled(_input(), label=x(46))), _FIRST + ".label", LENGTH),
    Row("a label's description has 100 characters", _LABEL, _COMMAND, _modal(_labelled(_input(), description=x(100))), _modal(_labelled(_input(), description=x(101))), _FIRST + ".description", LENGTH),
    Row("a label has a component", _LABEL, _COMMAND, NOTHING, _modal(_labelled(None)), _FIRST + ".component", REQUIRED),
    Row("a label holds no button", "components/reference#label-label-child-components", _COMMAND, NOTHING, _modal(_labelled(button())), _FIRST + ".component.type", UNION),
    Row("an input's id has 100 characters", _INPUT, _COMMAND, _asked(custom_id=x(100)), _asked(custom_id=x(101)), _FIRST + ".component.custom_id", LENGTH),
    Row("an input has an id", _INPUT, _COMMAND, NOTHING, _asked(custom_id=None), _FIRST + ".component.custom_id", REQUIRED),
    Row("an input is short or long", "components/reference#text-input-text-input-styles", _COMMAND, _asked(style=2), _asked(style=3), _FIRST + ".component.style", CHOICES),
    Row("an input is at least 0 long", _INPUT, _COMMAND, _asked(min_length=0), _asked(min_length=-1), _FIRST + ".component.min_length", SMALL),
    Row("an input is at least 4000 long", _INPUT, _COMMAND, _asked(min_length=4000), _asked(min_length=4001), _FIRST + ".component.min_length", LARGE),
    Row("an input is at most 1 long", _INPUT, _COMMAND, _asked(max_length=1), _asked(max_length=0), _FIRST + ".component.max_length", SMALL),
    Row("an input is at most 4000 long", _INPUT, _COMMAND, _asked(max_length=4000), _asked(max_length=4001), _FIRST + ".component.max_length", LARGE),
    Row("an input's lengths fit", _INPUT, _COMMAND, _asked(min_length=5, max_length=5), _asked(min_length=6, max_length=5), _FIRST + ".component.min_length", "TEXT_INPUT_MIN_LENGTH_EXCEEDS_MAX_LENGTH"),
    Row("an input's value has 4000 characters", _INPUT, _COMMAND, _asked(value=x(4000)), _asked(value=x(4001)), _FIRST + ".component.value", LONG),
    Row("an input's placeholder has 100 characters", _INPUT, _COMMAND, _asked(placeholder=x(100)), _asked(placeholder=x(101)), _FIRST + ".component.placeholder", LONG),
    Row("an input of old has a label of 45", _INPUT, _COMMAND, _old(label=x(45)), _old(label=x(46)), _FIRST + ".components.0.label", LENGTH),
    Row("an input of old has a label", _INPUT, _COMMAND, NOTHING, _old(label=None), _FIRST + ".components.0.label", REQUIRED),
    Row("a modal's select has 25 options", "components/reference#string-select-string-select-structure", _COMMAND, _select(options=options(25)), _select(options=options(26)), _FIRST + ".component.options", LENGTH),
    Row("a needed select is answered", "components/reference#string-select-string-select-structure", _COMMAND, _select(min_values=0, required=False), _select(min_values=0), _FIRST + ".component.min_values", SMALL),
    Row("a modal's select is enabled", "components/reference#string-select-string-select-structure", _COMMAND, _select(disabled=False), _select(disabled=True), _FIRST + ".component.disabled", "MODAL_COMPONENT_CANNOT_BE_DISABLED"),
    Row("a modal's select has as many options as are chosen", "components/reference#string-select-string-select-structure", _COMMAND, _select(max_values=3), _select(max_values=4), _FIRST + ".component.options", LENGTH),
    Row("ten files are uploaded", "components/reference#file-upload-file-upload-structure", _COMMAND, NOTHING, _upload(max_values=11), _FIRST + ".component.max_values", LARGE),
    Row("a needed upload is made", "components/reference#file-upload-file-upload-structure", _COMMAND, NOTHING, _upload(min_values=0), _FIRST + ".component.min_values", SMALL),
    Row("a radio group has ten options", "components/reference#radio-group-structure", _COMMAND, NOTHING, _group(21, 11), _FIRST + ".component.options", LENGTH),
    Row("a radio group has two options", "components/reference#radio-group-structure", _COMMAND, NOTHING, _group(21, 1), _FIRST + ".component.options", LENGTH),
    Row("a checkbox group has ten options", "components/reference#checkbox-group-structure", _COMMAND, NOTHING, _group(22, 11), _FIRST + ".component.options", LENGTH),
    Row("a checkbox group takes ten", "components/reference#checkbox-group-structure", _COMMAND, NOTHING, _group(22, 10, max_values=11), _FIRST + ".component.max_values", LARGE),
    Row("a checkbox has an id", "components/reference#checkbox-structure", _COMMAND, NOTHING, _modal(_labelled({"type": 23})), _FIRST + ".component.custom_id", REQUIRED),
)  # fmt: skip

ROWS: Final = (*_CALLBACK_ROWS, *_CHOICE_ROWS, *_MODAL_ROWS)
