"""The control API: act as a person, look at everything, order faults, move the clock. Never used by the product itself.

Every route takes and returns JSON; a mistake in a request is answered 400 with ``{"error": "…"}`` that says what to do.
Ids can be given as ids or as the contract's names ("owner", "general").
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.discord.control import making, people, views
from local.discord.control.stream import stream
from local.discord.errors import DiscordError, Json
from local.discord.faults import FaultError
from local.discord.gateway.server import Gateway
from local.discord.interactions import deliver
from local.discord.interactions.invocation import KINDS, Invocation
from local.discord.interactions.options import InvocationError
from local.discord.interactions.payload import build
from local.discord.sim import Simulation

BAD_REQUEST = 400
NOT_FOUND = 404
Endpoint = Callable[[Request], Awaitable[Response]]


class BadOrderError(ValueError):
    """A control request that makes no sense; the text says why."""


class Control:
    """The handlers of the control API."""

    def __init__(self, sim: Simulation, gateway: Gateway) -> None:
        self._sim = sim
        self._gateway = gateway

    def routes(self) -> list[Route]:
        """Return the routes, without their prefix."""
        table: tuple[tuple[str, str, Endpoint], ...] = (
            ("GET", "/state", self.state),
            ("GET", "/gateway", self.show_gateway),
            ("GET", "/endpoints", self.endpoints),
            ("GET", "/messages", self.list_messages),
            ("POST", "/messages", self.send_message),
            ("GET", "/dms", self.list_dms),
            ("POST", "/dms", self.open_dm),
            ("POST", "/reactions", self.react),
            ("POST", "/votes", self.vote),
            ("POST", "/interactions", self.interact),
            ("GET", "/interactions/{interaction_id}", self.get_interaction),
            ("GET", "/requests", self.requests),
            ("GET", "/violations", self.violations),
            ("POST", "/faults", self.order_faults),
            ("DELETE", "/faults", self.clear_faults),
            ("POST", "/reset", self.reset),
            ("POST", "/clock", self.advance_clock),
            ("POST", "/settings", self.change_settings),
            ("POST", "/events", self.send_event),
            ("GET", "/events", self.watch),
            ("POST", "/channels", self.make_channels),
            ("PATCH", "/channels/{channel_id}", self.change_channel),
            ("POST", "/users", self.make_users),
            ("PATCH", "/users/{user_id}", self.rename_user),
            ("POST", "/join-requests", self.ask_to_join),
            ("POST", "/features", self.set_features),
            ("PUT", "/overwrites", self.set_overwrite),
            ("PUT", "/members/{user_id}", self.set_member),
            ("PUT", "/members/{user_id}/roles", self.set_member),
            ("PUT", "/roles/{role_id}", self.set_role),
            ("PUT", "/installations/{guild_id}", self.set_installation),
        )
        return [Route(path, _guarded(endpoint), methods=[method]) for method, path, endpoint in table]

    def _id(self, name: object) -> str:
        return self._sim.identity.name_to_id(str(name or ""))

    def _channel(self, name: object) -> Json:
        channel = self._sim.world.channels.get(self._id(name))
        if channel is None:
            raise BadOrderError(f"channel_id: there is no channel {name!r}")
        return channel

    def _user(self, name: object) -> str:
        user_id = self._id(name)
        if user_id not in self._sim.world.users:
            raise BadOrderError(f"user_id: there is no user {name!r}")
        return user_id

    async def state(self, _request: Request) -> Response:
        """Show the guild, its channels, roles, members, commands, who may do what where, and the gateway's sessions."""
        return JSONResponse(views.state(self._sim) | {"gateway": self._gateway_now()})

    async def show_gateway(self, _request: Request) -> Response:
        """Show how many sessions there are, how many are connected, and how often clients identified and resumed."""
        return JSONResponse(self._gateway_now())

    def _gateway_now(self) -> Json:
        sessions = list(self._gateway.sessions.values())
        connected = sum(session.outlet is not None for session in sessions)
        counted: Json = {"identifies": self._sim.identifies, "resumes": self._gateway.resumes}
        floods = self._gateway.floods
        counted |= {"flooding": sum(not task.done() for task in floods.values())}
        counted |= {"flooded": sum(flood.sent for flood in floods), "mentions": sum(flood.mentions for flood in floods)}
        return {"sessions": len(sessions), "connected": connected, **counted}

    async def endpoints(self, _request: Request) -> Response:
        """Show the addresses, ids and keys, as in the "discord" block of endpoints.json."""
        return JSONResponse(self._sim.endpoints())

    async def list_messages(self, request: Request) -> Response:
        """Show a channel's messages, newest first; with ``user_id`` also that user's ephemeral ones."""
        channel = self._channel(request.query_params.get("channel_id"))
        viewer = request.query_params.get("user_id")
        return JSONResponse(views.messages(self._sim, channel["id"], self._user(viewer) if viewer else None))

    async def send_message(self, request: Request) -> Response:
        """Speak as a user: ``{channel_id, author_id, content, reply_to?, attachments?, embeds?}``, or as a ``webhook``.

        An attachment is ``{filename, content | base64, content_type?}``; ``forward: {channel_id?, message_id}`` takes
        the place of a content; threads and direct messages are channels too.
        """
        order = await _json(request)
        channel = self._channel(order.get("channel_id"))
        if "webhook" in order:
            return JSONResponse(making.speak_as_webhook(self._sim, channel, order))
        author = self._user(order.get("author_id"))
        return JSONResponse(people.speak(self._sim, channel, author, order, making.files(order)))

    async def make_channels(self, request: Request) -> Response:
        """Make channels or threads; see ``making.make_channels``."""
        return JSONResponse(making.make_channels(self._sim, await _json(request)))

    async def change_channel(self, request: Request) -> Response:
        """Change a channel: ``{name?, topic?, parent_id?, position?, nsfw?}``."""
        channel = self._channel(request.path_params["channel_id"])
        return JSONResponse(making.change_channel(self._sim, channel, await _json(request)))

    async def make_users(self, request: Request) -> Response:
        """Make people who join the guild; see ``making.make_users``."""
        return JSONResponse(making.make_users(self._sim, await _json(request)))

    async def rename_user(self, request: Request) -> Response:
        """Change what a user is called: ``{username?, global_name?}``."""
        user_id = self._user(request.path_params["user_id"])
        return JSONResponse(making.rename_user(self._sim, user_id, await _json(request)))

    async def list_dms(self, request: Request) -> Response:
        """Show a user's direct message channels with the bot."""
        return JSONResponse(views.direct_messages(self._sim, self._user(request.query_params.get("user_id"))))

    async def open_dm(self, request: Request) -> Response:
        """Open a user's direct message channel with the bot, or close it to the bot: ``{user_id, blocked?}``."""
        order = await _json(request)
        return JSONResponse(people.open_dm(self._sim, self._user(order.get("user_id")), order))

    async def vote(self, request: Request) -> Response:
        """Vote in a poll as a user: ``{channel_id, user_id, message_id, answer_ids}``."""
        order = await _json(request)
        channel, user_id = self._channel(order.get("channel_id")), self._user(order.get("user_id"))
        return JSONResponse(people.vote(self._sim, channel, user_id, order))

    async def react(self, request: Request) -> Response:
        """React as a user: ``{channel_id, message_id, user_id, emoji, remove?}``."""
        order = await _json(request)
        channel, user_id = self._channel(order.get("channel_id")), self._user(order.get("user_id"))
        return JSONResponse(people.react(self._sim, channel, user_id, order))

    async def interact(self, request: Request) -> Response:
        """Use a command, press a button, submit a modal …: build, sign, post, and report the answer."""
        order = await _json(request)
        kind = str(order.get("kind"))
        if kind not in KINDS:
            raise BadOrderError(f"kind must be one of {', '.join(KINDS)}; got {kind!r}")
        channel, user_id = self._channel(self._place(order)), self._user(order.get("user_id"))
        interaction = build(Invocation(self._sim, kind, user_id, channel, order))
        return JSONResponse(await deliver.interact(self._sim, interaction))

    def _place(self, order: Json) -> object:
        """Return where it happens: the channel that is named, else the one in which the message stands."""
        if order.get("channel_id") or not order.get("message_id"):
            return order.get("channel_id")
        wanted = str(order["message_id"])
        return next((place for place, kept in self._sim.world.messages.items() if wanted in kept), None)

    async def get_interaction(self, request: Request) -> Response:
        """Show what became of an interaction: ``{original, followups, …}``."""
        found = self._sim.world.interactions.get(request.path_params["interaction_id"])
        if found is None:
            return JSONResponse({"error": "there is no such interaction"}, NOT_FOUND)
        return JSONResponse(deliver.report(self._sim, found))

    async def requests(self, request: Request) -> Response:
        """Show every REST request of the bot after ``since``."""
        since = int(request.query_params.get("since", "0"))
        return JSONResponse([entry for entry in self._sim.record.requests if entry["seq"] > since])

    async def violations(self, _request: Request) -> Response:
        """Show where answers of ours were not what Discord's document declares; always empty, or we have a defect."""
        return JSONResponse(self._sim.record.violations)

    async def order_faults(self, request: Request) -> Response:
        """Order faults; see ``faults.py``."""
        orders = await _json(request)
        rest, gateway = self._sim.faults.order(orders if isinstance(orders, list) else [orders])
        for fault in gateway:
            if fault.when == "now":
                await self._gateway.strike(fault)
        return JSONResponse({"ordered": len(rest) + len(gateway)})

    async def clear_faults(self, _request: Request) -> Response:
        """Forget the ordered faults."""
        self._sim.faults.clear()
        return JSONResponse({"ordered": 0})

    async def reset(self, request: Request) -> Response:
        """Bring the seeded state back; ``{"commands": true}`` also forgets the registered commands."""
        order = await _json(request)
        self._sim.reset(keep_commands=not order.get("commands"))
        self._gateway.forget()
        return JSONResponse({"reset": True})

    async def advance_clock(self, request: Request) -> Response:
        """Move the simulated clock forward: ``{seconds}``."""
        self._sim.clock.advance(float((await _json(request))["seconds"]))
        return JSONResponse({"now": self._sim.clock.iso()})

    async def change_settings(self, request: Request) -> Response:
        """Change settings, ``rate_limits`` (on or off) and ``limits`` (``{operation: [limit, seconds]}``)."""
        order = await _json(request)
        people.change_settings(self._sim, order)
        return JSONResponse(vars(self._sim.settings))

    async def send_event(self, request: Request) -> Response:
        """Send a signed webhook event to the events URL: ``{type: APPLICATION_AUTHORIZED|…|PING, data?}``."""
        return JSONResponse(await people.send_event(self._sim, await _json(request)))

    async def watch(self, _request: Request) -> Response:
        """Stream everything that happens as Server-Sent Events."""
        return stream(self._sim.bus)

    async def set_overwrite(self, request: Request) -> Response:
        """Set a permission overwrite as an administrator would: ``{channel_id, id, type, allow, deny}``."""
        order = await _json(request)
        return JSONResponse(people.set_overwrite(self._sim, self._channel(order.get("channel_id")), order))

    async def set_member(self, request: Request) -> Response:
        """Change a member as an administrator would: ``{roles?, nick?, communication_disabled_until?, present?}``."""
        user_id = self._user(request.path_params["user_id"])
        return JSONResponse(people.set_member(self._sim, user_id, await _json(request)))

    async def set_features(self, request: Request) -> Response:
        """Give the guild the features that Discord gives: ``{features: […]}``."""
        guild = self._sim.world.guilds[self._sim.identity.guild_id]
        guild.data["features"] = [str(name) for name in (await _json(request))["features"]]
        return JSONResponse(guild.data)

    async def ask_to_join(self, request: Request) -> Response:
        """Let somebody ask to join: ``{user_id, answers?}``; see ``people.ask_to_join``."""
        order = await _json(request)
        return JSONResponse(people.ask_to_join(self._sim, self._user(order["user_id"]), order))

    async def set_role(self, request: Request) -> Response:
        """Change a role as an administrator would: ``{permissions?, position?, name?, mentionable?}``."""
        role_id = self._id(request.path_params["role_id"])
        return JSONResponse(people.set_role(self._sim, role_id, await _json(request)))

    async def set_installation(self, request: Request) -> Response:
        """Put the bot into a guild or take it out: ``{installed}``."""
        order = await _json(request)
        guild_id = self._id(request.path_params["guild_id"])
        return JSONResponse(people.set_installation(self._sim, guild_id, installed=bool(order.get("installed"))))


async def _json(request: Request) -> Any:
    data = await request.body()
    return json.loads(data) if data else {}


def _guarded(endpoint: Endpoint) -> Endpoint:
    async def guarded(request: Request) -> Response:
        try:
            return await endpoint(request)
        except (BadOrderError, InvocationError, FaultError) as mistake:
            return JSONResponse({"error": str(mistake)}, BAD_REQUEST)
        except DiscordError as refusal:
            return JSONResponse({"error": str(refusal), "code": refusal.code}, refusal.status)
        except (KeyError, ValueError, TypeError) as mistake:
            return JSONResponse({"error": f"the request is not understood: {mistake!r}"}, BAD_REQUEST)

    return guarded
