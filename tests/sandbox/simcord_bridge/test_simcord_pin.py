"""What the sandbox uses of simcord's private parts is still there, in the shape it was read in.

When this fails after an upgrade: read what changed in simcord, mend ignis/sandbox/simcord_bridge, then this table.
"""

import inspect
from importlib import import_module
from importlib.metadata import version

import pytest

VERSION = "3.2.1"

# name -> its parameters (None for what is no function)
TOUCHED = {
    "simcord._dpy_internals:real_monotonic": "()",
    "simcord._clock:Clock.now": "(self)",
    "simcord._clock:Clock.advance": "(self, seconds)",
    "simcord.backend:Backend.__init__": "(self, *, clock)",
    "simcord.backend:Backend.emit": "(self, event, payload)",
    "simcord.backend:Backend.snowflake": "(self)",
    "simcord.backend:Backend.new_interaction": "(self, type, channel_id, user_id, guild_id)",
    "simcord.backend:Backend.create_webhook": "(self, channel_id, name, creator_id)",
    "simcord.backend:Backend.commit_message": "(self, message, *, broadcast)",
    "simcord.backend:Backend.edit_member": "(self, guild_id, user_id, changes, *, move_voice, channel_id)",
    "simcord.backend:Backend.find_command": "(self, name, guild_id, type)",
    "simcord.backend.models:Interaction.loading": None,
    "simcord.backend:Backend.register_commands": "(self, guild_id, payloads)",
    "simcord.http.router:_ROUTES": None,
    "simcord.http:route": "(method, template)",
    "simcord.http:RequestContext.fields": "(self, *handled, ignore, reject, body)",
    "simcord.http.routes.application:application_info": "(ctx)",
    "simcord.http.routes.interactions:_incoming_webhook": "(ctx)",
    "simcord.http.routes.interactions:_incoming_message": "(ctx)",
    "simcord.http._helpers:bot_message": (
        "(ctx, channel_id, *, author_id, interaction, webhook_id, body, webhook_execute, pending)"
    ),
    "simcord.http._helpers:message_edit_changes": "(ctx, message, *, body)",
    "simcord.http._helpers:message_response": "(ctx, message, *, for_user, exempt_root)",
    "simcord.http.routes.messages:get_pins": "(ctx)",
    "simcord.http.routes.messages:pin_message": "(ctx)",
    "simcord.http.routes.messages:unpin_message": "(ctx)",
    "simcord.http:RequestContext.__init__": (
        "(self, backend, args, json, params, files, reason, method, path, message_content_access)"
    ),
    "simcord.gateway:FakeGateway.__init__": "(self, backend, connection_state)",
    "simcord.gateway:FakeGateway.feed": "(self, event, payload)",
    "simcord.gateway:FakeGateway.deliver": "(self, event, payload)",
    "simcord.actors:_slash": "(actor, channel, name, options, *, root)",
    "simcord.actors:_autocomplete_result": "(actor, channel, name, option, value, filled, *, root)",
    "simcord.actors:_component_click": "(actor, message, *, label, custom_id)",
    "simcord.actors:_component_select": "(actor, message, values, *, custom_id)",
    "simcord.actors:_find_component": "(rows, *, types, custom_id, label)",
    "simcord.actors:MemberActor.context_menu.__wrapped__": "(self, channel, name, target)",
    "simcord._modal:_submit_modal": "(actor, shown, values)",
    "simcord.interactions:walk_to_subcommand": "(command, path)",
    "simcord.interactions:command_leaves": "(command)",
    "simcord.results:InteractionResult.__init__": "(self, env, interaction)",
    "simcord.results:ResponseMessage.__init__": "(self, env, message)",
    "simcord.builders:GuildHandle.__init__": "(self, env, guild)",
    "simcord.builders:RoleHandle.__init__": "(self, env, guild, role)",
    "simcord.builders:ChannelHandle.__init__": "(self, env, guild, channel)",
    "simcord.builders:UserHandle.__init__": "(self, env, user)",
    "simcord.actors:MemberActor.__init__": "(self, env, guild, user)",
    "simcord.env:Env._register_dispatch_observer": "(self, observer)",
    "simcord.preview:Preview._publish_message_pages": "(self, *, reason)",
    "simcord.preview:Preview._advance_presentation_time": "(self)",
}


def test_the_pinned_version_is_installed() -> None:
    assert version("simcord") == VERSION


@pytest.mark.parametrize("name", TOUCHED)
def test_a_touched_name_has_its_old_shape(name: str) -> None:
    module, _, path = name.partition(":")
    thing = import_module(module)
    for step in path.split("."):
        thing = getattr(thing, step)
    assert _shape(thing) == TOUCHED[name]


def _shape(thing: object) -> str | None:
    if not callable(thing):
        return None
    bare = inspect.signature(thing)
    parameters = [each.replace(annotation=each.empty, default=each.empty) for each in bare.parameters.values()]
    text = str(bare.replace(parameters=parameters, return_annotation=bare.empty))
    return text.replace("/, ", "").replace(", /", "")
