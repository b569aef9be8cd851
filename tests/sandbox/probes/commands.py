"""Application commands: one command's form, its options and choices, and where it may be registered."""

from typing import Any, Final

from tests.sandbox.probes.row import (
    BOOLEAN,
    CHOICES,
    LARGE,
    LENGTH,
    LONG,
    MISSING_ACCESS,
    NOTHING,
    NUMBER,
    REQUIRED,
    SMALL,
    Row,
    x,
)

_PUT: Final = "PUT /applications/{bot}/guilds/{guild}/commands"
_GLOBAL: Final = "PUT /applications/{bot}/commands"
_DOCS: Final = "interactions/application-commands#"
_NAMING: Final = _DOCS + "application-command-object-application-command-naming"
_COMMAND: Final = _DOCS + "application-command-object-application-command-structure"
_OPTION: Final = _DOCS + "application-command-object-application-command-option-structure"
_CHOICE: Final = _DOCS + "application-command-object-application-command-option-choice-structure"
_REGISTERING: Final = _DOCS + "registering-a-command"
_TYPE_INVALID: Final = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"
_INVALID_NAME: Final = "APPLICATION_COMMAND_INVALID_NAME"
_EXCEEDS: Final = "APPLICATION_COMMAND_OPTION_MIN_EXCEEDS_MAX"
_LARGEST: Final = 2**53


def _one(**fields: Any) -> list[dict[str, Any]]:
    return [{"name": "probe", "description": "d", **fields}]


def _menu(**fields: Any) -> list[dict[str, Any]]:
    return [{"name": "Probe this", "type": 2, **fields}]


def _opt(name: str = "option", kind: int = 3, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "description": "d", **fields}


def _with(*options: dict[str, Any]) -> list[dict[str, Any]]:
    return _one(options=list(options))


def _many(number: int, kind: int = 1) -> list[dict[str, Any]]:
    names = (f"probe{n}" if kind == 1 else f"Probe {n}" for n in range(number))
    return [{"name": name, "type": kind, "description": "d" if kind == 1 else ""} for name in names]


def _choice(kind: int = 3, number: int = 1, **fields: Any) -> list[dict[str, Any]]:
    return _with(_opt(kind=kind, choices=[{"name": "n", "value": "v", **fields}] * number))


def _sub(*options: dict[str, Any], name: str = "sub") -> dict[str, Any]:
    return _opt(name, 1, options=list(options))


_LARGE_COMMAND: Final = [
    _opt(f"option{n:02}", description=x(100), choices=[{"name": x(50), "value": x(49)}] * 2) for n in range(25)
]
"""25 options of 8 + 100 characters, with two choices of 99 each: 7650."""

_COMMAND_ROWS: Final = (
    Row("a name has 32 characters", _NAMING, _PUT, _one(name=x(32)), _one(name=x(33)), "0.name", LENGTH),
    Row("a name is not empty", _NAMING, _PUT, NOTHING, _one(name=""), "0.name", LENGTH),
    Row("a command has a name", _COMMAND, _PUT, NOTHING, [{"description": "d"}], "0.name", REQUIRED),
    Row("a name is in lower case", _NAMING, _PUT, _one(name="probe"), _one(name="Probe"), "0.name", _INVALID_NAME),
    Row("a name has no blanks", _NAMING, _PUT, _one(name="probe-it_now"), _one(name="probe it"), "0.name", _INVALID_NAME),
    Row("a name has no dots", _NAMING, _PUT, NOTHING, _one(name="probe.it"), "0.name", _INVALID_NAME),
    Row("a name has no emoji", _NAMING, _PUT, _one(name="\u0e44\u0e17\u0e22"), _one(name="\U0001f525"), "0.name", _INVALID_NAME),
    Row("a description has 100 characters", _COMMAND, _PUT, _one(description=x(100)), _one(description=x(101)), "0.description", LENGTH),
    Row("a description is not empty", _COMMAND, _PUT, NOTHING, _one(description=""), "0.description", LENGTH),
    Row("a command has a description", _COMMAND, _PUT, NOTHING, _one(description=None), "0.description", REQUIRED),
    Row("three kinds of commands", _DOCS + "application-command-object-application-command-types", _PUT, _menu(type=3), _one(type=5), "0.type", CHOICES),
    Row("a menu's name may have blanks", _NAMING, _PUT, _menu(name="P" + x(31)), _menu(name=x(33)), "0.name", LENGTH),
    Row("a menu has no description", _COMMAND, _PUT, _menu(description=""), _menu(description="d"), "0.description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_CANNOT_BE_SET"),
    Row("a menu has no options", _COMMAND, _PUT, _menu(), _menu(options=[_opt()]), "0.options", "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_CANNOT_BE_SET"),
    Row("a name is taken once", _REGISTERING, _PUT, [*_one(), *_one(name="probe2")], [*_one(), *_one()], "1.name", "APPLICATION_COMMANDS_DUPLICATE_NAME"),
    Row("a translated name has 32 characters", _COMMAND, _PUT, _one(name_localizations={"de": x(32)}), _one(name_localizations={"de": x(33)}), "0.name_localizations.de", LENGTH),
    Row("a translated name obeys the pattern", _COMMAND, _PUT, _one(name_localizations={"pt-BR": "a\u00e7\u00e3o"}), _one(name_localizations={"pt-BR": "A\u00e7\u00e3o"}), "0.name_localizations.pt-BR", _INVALID_NAME),
    Row("a translation's language is one that there is", "reference#locales", _PUT, _one(name_localizations={"es-419": "hola"}), _one(name_localizations={"pt": "oi"}), "0.name_localizations.pt", CHOICES),
    Row("a translated description has 100 characters", _COMMAND, _PUT, _one(description_localizations={"de": x(100)}), _one(description_localizations={"de": x(101)}), "0.description_localizations.de", LENGTH),
    Row("permissions are a set of bits", _COMMAND, _PUT, _one(default_member_permissions="32"), _one(default_member_permissions="MANAGE_GUILD"), "0.default_member_permissions", NUMBER),
    Row("permissions are not negative", _COMMAND, _PUT, _one(default_member_permissions="0"), _one(default_member_permissions="-1"), "0.default_member_permissions", NUMBER),
    Row("permissions are whole", _COMMAND, _PUT, _one(default_member_permissions=None), _one(default_member_permissions="1.5"), "0.default_member_permissions", NUMBER),
    Row("permissions are no list", _COMMAND, _PUT, NOTHING, _one(default_member_permissions=["32"]), "0.default_member_permissions", NUMBER),
    Row("a command is age-restricted or not", _COMMAND, _PUT, _one(nsfw=False), _one(nsfw="no"), "0.nsfw", BOOLEAN),
    Row("three contexts", "interactions/receiving-and-responding#interaction-object-interaction-context-types", _GLOBAL, _one(contexts=[0, 1, 2]), _one(contexts=[3]), "0.contexts.0", CHOICES),
    Row("contexts are not empty", _COMMAND, _GLOBAL, NOTHING, _one(contexts=[]), "0.contexts", LENGTH),
    Row("two installation contexts", "resources/application#application-object-application-integration-types", _GLOBAL, _one(integration_types=[0, 1]), _one(integration_types=[2]), "0.integration_types.0", CHOICES),
    Row("a hundred chat commands", _REGISTERING, _PUT, _many(100), _many(101), answer=(400, 30032)),
    Row("15 menus for users", _REGISTERING, _PUT, _many(15, 2), _many(16, 2), answer=(400, 30032)),
    Row("15 menus for messages", _REGISTERING, _PUT, _many(15, 3), _many(16, 3), answer=(400, 30032)),
    Row("a command has 8000 characters", _DOCS + "application-command-object-application-command-option-choice-structure", _PUT, _one(options=_LARGE_COMMAND, description_localizations={"de": x(100)}, name=x(32)), _one(options=[each | {"choices": [{"name": x(60), "value": x(60)}] * 2} for each in _LARGE_COMMAND]), "0", "APPLICATION_COMMAND_TOO_LARGE"),
    Row("commands for a server the bot is in", _DOCS + "making-a-guild-command", "PUT /applications/{bot}/guilds/1/commands", NOTHING, _one(), answer=MISSING_ACCESS),
    Row("commands of a server the bot is in", _DOCS + "get-guild-application-commands", "GET /applications/{bot}/guilds/1/commands", NOTHING, {}, answer=MISSING_ACCESS),
    Row("commands for the bot's application", _DOCS + "making-a-global-command", "PUT /applications/1/commands", NOTHING, _one(), answer=(403, 20012)),
    Row("one command's form", _DOCS + "create-guild-application-command", "POST /applications/{bot}/guilds/{guild}/commands", NOTHING, _one(name="Bad Name")[0], "name", _INVALID_NAME),
    Row("one command's server", _DOCS + "create-guild-application-command", "POST /applications/{bot}/guilds/1/commands", NOTHING, _one()[0], answer=MISSING_ACCESS),
)  # fmt: skip

_OPTION_ROWS: Final = (
    Row("25 options of a command", _COMMAND, _PUT, _with(*(_opt(f"o{n}") for n in range(25))), _with(*(_opt(f"o{n}") for n in range(26))), "0.options", LONG),
    Row("11 types of options", _DOCS + "application-command-object-application-command-option-type", _PUT, _with(_opt(kind=11)), _with(_opt(kind=12)), "0.options.0.type", CHOICES),
    Row("an option's name has 32 characters", _OPTION, _PUT, _with(_opt(x(32))), _with(_opt(x(33))), "0.options.0.name", LENGTH),
    Row("an option's name is in lower case", _OPTION, _PUT, NOTHING, _with(_opt("Option")), "0.options.0.name", _INVALID_NAME),
    Row("an option's name is taken once", _OPTION, _PUT, _with(_opt("a"), _opt("b")), _with(_opt("a"), _opt("a")), "0.options.1", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"),
    Row("a command's option's description has 100 characters", _OPTION, _PUT, _with(_opt(description=x(100))), _with(_opt(description=x(101))), "0.options.0.description", LENGTH),
    Row("an option has a description", _OPTION, _PUT, NOTHING, _with(_opt(description=None)), "0.options.0.description", REQUIRED),
    Row("an option's translated name obeys the pattern", _OPTION, _PUT, _with(_opt(name_localizations={"de": "wert"})), _with(_opt(name_localizations={"de": "Wert"})), "0.options.0.name_localizations.de", _INVALID_NAME),
    Row("needed options come first", _OPTION, _PUT, _with(_opt("a", required=True), _opt("b")), _with(_opt("a"), _opt("b", required=True)), "0.options.1", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"),
    Row("needed options come first in a subcommand", _OPTION, _PUT, _with(_sub(_opt("a", required=True), _opt("b"))), _with(_sub(_opt("a"), _opt("b", required=True))), "0.options.0.options.1", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"),
    Row("an option is needed or not", _OPTION, _PUT, _with(_opt(required=False)), _with(_opt(required="yes")), "0.options.0.required", BOOLEAN),
    Row("subcommands stand alone", _DOCS + "subcommands-and-subcommand-groups", _PUT, _with(_sub(), _opt("group", 2, options=[_sub()])), _with(_sub(), _opt()), "0.options", _TYPE_INVALID),
    Row("a group holds subcommands", _DOCS + "subcommands-and-subcommand-groups", _PUT, _with(_opt("group", 2, options=[_sub()])), _with(_opt("group", 2, options=[_opt()])), "0.options.0.options", _TYPE_INVALID),
    Row("no group in a group", _DOCS + "subcommands-and-subcommand-groups", _PUT, NOTHING, _with(_opt("group", 2, options=[_opt("inner", 2, options=[_sub()])])), "0.options.0.options.0.type", _TYPE_INVALID),
    Row("no subcommand in a subcommand", _DOCS + "subcommands-and-subcommand-groups", _PUT, NOTHING, _with(_sub(_sub())), "0.options.0.options.0.type", _TYPE_INVALID),
    Row("25 subcommands", _OPTION, _PUT, _with(*(_sub(name=f"s{n}") for n in range(25))), _with(*(_sub(name=f"s{n}") for n in range(26))), "0.options", LONG),
    Row("25 options of a subcommand", _OPTION, _PUT, _with(_sub(*(_opt(f"o{n}") for n in range(25)))), _with(_sub(*(_opt(f"o{n}") for n in range(26)))), "0.options.0.options", LONG),
    Row("a text is at least 0 long", _OPTION, _PUT, _with(_opt(min_length=0)), _with(_opt(min_length=-1)), "0.options.0.min_length", SMALL),
    Row("a text is at least 6000 long", _OPTION, _PUT, _with(_opt(min_length=6000)), _with(_opt(min_length=6001)), "0.options.0.min_length", LARGE),
    Row("a text is at most 1 long", _OPTION, _PUT, _with(_opt(max_length=1)), _with(_opt(max_length=0)), "0.options.0.max_length", SMALL),
    Row("a text is at most 6000 long", _OPTION, _PUT, _with(_opt(max_length=6000)), _with(_opt(max_length=6001)), "0.options.0.max_length", LARGE),
    Row("a text's lengths fit", _OPTION, _PUT, _with(_opt(min_length=5, max_length=5)), _with(_opt(min_length=6, max_length=5)), "0.options.0.max_length", _EXCEEDS),
    Row("a number's bounds fit", _OPTION, _PUT, _with(_opt(kind=4, min_value=5, max_value=5)), _with(_opt(kind=4, min_value=6, max_value=5)), "0.options.0.max_value", _EXCEEDS),
    Row("a fraction's bounds fit", _OPTION, _PUT, _with(_opt(kind=10, min_value=0.5, max_value=0.5)), _with(_opt(kind=10, min_value=0.6, max_value=0.5)), "0.options.0.max_value", _EXCEEDS),
    Row("a whole number's bound is whole", _OPTION, _PUT, _with(_opt(kind=10, min_value=1.5)), _with(_opt(kind=4, min_value=1.5)), "0.options.0.min_value", NUMBER),
    Row("a whole number is below 2**53", _DOCS + "application-command-object-application-command-option-type", _PUT, _with(_opt(kind=4, max_value=_LARGEST - 1)), _with(_opt(kind=4, max_value=_LARGEST)), "0.options.0.max_value", LARGE),
    Row("a whole number is above -2**53", _DOCS + "application-command-object-application-command-option-type", _PUT, _with(_opt(kind=4, min_value=1 - _LARGEST)), _with(_opt(kind=4, min_value=-_LARGEST)), "0.options.0.min_value", SMALL),
    Row("a fraction is up to 2**53", _DOCS + "application-command-object-application-command-option-type", _PUT, _with(_opt(kind=10, max_value=float(_LARGEST))), _with(_opt(kind=10, max_value=2.0**54)), "0.options.0.max_value", LARGE),
    Row("a text has no value bounds", _OPTION, _PUT, NOTHING, _with(_opt(min_value=1)), "0.options.0.min_value", _TYPE_INVALID),
    Row("a number has no lengths", _OPTION, _PUT, NOTHING, _with(_opt(kind=4, max_length=1)), "0.options.0.max_length", _TYPE_INVALID),
    Row("only a channel has kinds", _OPTION, _PUT, _with(_opt(kind=7, channel_types=[0])), _with(_opt(kind=3, channel_types=[0])), "0.options.0.channel_types", _TYPE_INVALID),
    Row("a channel's kinds are some that there are", _OPTION, _PUT, _with(_opt(kind=7, channel_types=[15])), _with(_opt(kind=7, channel_types=[99])), "0.options.0.channel_types.0", CHOICES),
    Row("a user has no autocomplete", _OPTION, _PUT, _with(_opt(kind=6, autocomplete=False)), _with(_opt(kind=6, autocomplete=True)), "0.options.0.autocomplete", _TYPE_INVALID),
    Row("autocomplete or choices", _OPTION, _PUT, _with(_opt(autocomplete=True)), _with(_opt(autocomplete=True, choices=[{"name": "n", "value": "v"}])), "0.options.0.autocomplete", "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES"),
    Row("a value has no options", _OPTION, _PUT, _with(_opt(options=[])), _with(_opt(options=[_opt()])), "0.options.0.options", _TYPE_INVALID),
)  # fmt: skip

_CHOICE_ROWS: Final = (
    Row("25 choices of an option", _CHOICE, _PUT, _with(_opt(choices=[{"name": f"n{n}", "value": f"v{n}"} for n in range(25)])), _with(_opt(choices=[{"name": f"n{n}", "value": f"v{n}"} for n in range(26)])), "0.options.0.choices", LONG),
    Row("an option's choice's name has 100 characters", _CHOICE, _PUT, _choice(name=x(100)), _choice(name=x(101)), "0.options.0.choices.0.name", LENGTH),
    Row("an option's choice has a name", _CHOICE, _PUT, NOTHING, _choice(name=None), "0.options.0.choices.0.name", REQUIRED),
    Row("an option's choice has a value", _CHOICE, _PUT, NOTHING, _choice(value=None), "0.options.0.choices.0.value", REQUIRED),
    Row("an option's choice's value has 100 characters", _CHOICE, _PUT, _choice(value=x(100)), _choice(value=x(101)), "0.options.0.choices.0.value", LONG),
    Row("a text's choice is a text", _CHOICE, _PUT, _choice(value="5"), _choice(value=5), "0.options.0.choices.0.value", "STRING_TYPE_CONVERT"),
    Row("a number's choice is a number", _CHOICE, _PUT, _choice(4, value=5), _choice(4, value="five"), "0.options.0.choices.0.value", NUMBER),
    Row("a whole number's choice is whole", _CHOICE, _PUT, _choice(4, value=-3), _choice(4, value=2.5), "0.options.0.choices.0.value", NUMBER),
    Row("a fraction's choice is a number", _CHOICE, _PUT, _choice(10, value=2.5), _choice(10, value="2.5"), "0.options.0.choices.0.value", NUMBER),
    Row("a whole number's choice is below 2**53", _CHOICE, _PUT, _choice(4, value=_LARGEST - 1), _choice(4, value=_LARGEST), "0.options.0.choices.0.value", LARGE),
    Row("a user has no choices", _OPTION, _PUT, _with(_opt(kind=6, choices=[])), _choice(6, value="1"), "0.options.0.choices", _TYPE_INVALID),
    Row("yes or no has no choices", _OPTION, _PUT, NOTHING, _choice(5, value="1"), "0.options.0.choices", _TYPE_INVALID),
    Row("a choice's translated name has 100 characters", _CHOICE, _PUT, _choice(name_localizations={"fr": x(100)}), _choice(name_localizations={"fr": x(101)}), "0.options.0.choices.0.name_localizations.fr", LENGTH),
    Row("a choice's language is one that there is", "reference#locales", _PUT, _choice(name_localizations={"fr": "n"}), _choice(name_localizations={"xx": "n"}), "0.options.0.choices.0.name_localizations.xx", CHOICES),
)  # fmt: skip

ROWS: Final = (*_COMMAND_ROWS, *_OPTION_ROWS, *_CHOICE_ROWS)
