"""The playground's pages: reads what the browser sends, asks the desk, draws the answer. Decides nothing."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from adapters.web import guide, inspector, render
from adapters.web.chat import Chat, Message
from adapters.web.core import Drawing, Engine
from adapters.web.desk import Desk, Opened
from adapters.web.guard import Guard
from adapters.web.views import Tab, Views, address
from bot.errors import Unavailable
from bot.ui import Card

STATIC = Path(__file__).parent / "static"
MOVES: Mapping[str, timedelta | None] = {"day": timedelta(days=1), "week": timedelta(days=7), "next": None}
LONGEST = 4000
STILL = "Nothing is due yet. Open a round, or let a day pass."
GONE = "That is not here any more. Reload the page."


class Playground:
    """The pages of one playground; `app` is the ASGI application."""

    def __init__(self, chat: Chat, desk: Desk, engine: Engine, drawings: Mapping[str, Drawing]) -> None:
        """Serve `chat`; `drawings` are what each platform would get for a card, by the platform's name."""
        self._chat = chat
        self._desk = desk
        self._drawings = drawings
        self._environment = render.environment()
        self._views = Views(self._environment, chat, desk, engine)
        self.app = Starlette(
            routes=self._routes(),
            middleware=[Middleware(Guard)],
            exception_handlers={HTTPException: _said_plainly, Unavailable: _busy},
        )

    def _routes(self) -> list[Route | Mount]:
        tab = "/as/{me}/{place}"
        message = f"{tab}/messages/{{message:int}}"
        return [
            Route("/", self.home),
            Route(tab, self.page),
            Route(f"{tab}/live", self.live),
            Route(f"{tab}/complete", self.complete),
            Route(f"{tab}/say", self.say, methods=["POST"]),
            Route(f"{tab}/forms/{{form:int}}", self.submit, methods=["POST"]),
            Route(f"{message}/press", self.press, methods=["POST"]),
            Route(f"{message}/dismiss", self.dismiss, methods=["POST"]),
            Route(f"{message}/inside", self.inside),
            Route("/clock/{move}", self.move, methods=["POST"]),
            Route("/reset", self.reset, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]

    # Looking -----------------------------------------------------------------------------------------------

    async def home(self, request: Request) -> Response:
        """Send a visitor to the first person in the first channel."""
        world = self._chat.world
        return RedirectResponse(address(world.personas[0], world.channels[0].id))

    async def page(self, request: Request) -> Response:
        """Return a person's view of a room; from one that is not there (any more) to the first channel."""
        me = self._chat.world.persona(request.path_params["me"])
        if me is not None and self._chat.place_of(request.path_params["place"], me.external_id) is None:
            return RedirectResponse(address(me, self._chat.world.channels[0].id))
        tab = self._tab(request)
        guide.looked(self._chat, tab.me, tab.place.kind)
        # Drawn before it counts as read, so that the line above what is new is still there.
        html = self._views.page(tab, request.query_params.get("typed", "")[:LONGEST])
        self._chat.read(tab.me.external_id, tab.place)
        return HTMLResponse(html)

    async def live(self, request: Request) -> Response:
        """Return the stream of what changes on a person's page from the version the browser has."""
        tab = self._tab(request)
        # A tab that comes back sends the last version it got, newer than the one its address was made with.
        last = request.headers.get("last-event-id", "")
        epoch, _, after = last.partition(".") if last else (request.query_params.get("epoch", ""), "", "")
        after = after or request.query_params.get("after", "0")
        if not (epoch.isdecimal() and after.isdecimal()):
            raise HTTPException(400, "A version is two numbers.")
        return EventSourceResponse(self._events(tab, int(epoch), int(after)))

    async def complete(self, request: Request) -> Response:
        """Return what may come next while somebody types."""
        tab = self._tab(request)
        found = await self._desk.complete(tab.me, tab.place, request.query_params.get("text", "")[:LONGEST])
        return HTMLResponse(self._environment.get_template("suggestions.html").render(found=found))

    async def inside(self, request: Request) -> Response:
        """Return what a message is made of."""
        tab = self._tab(request)
        message = self._message(request, tab)
        of = request.query_params.get("of", "0")
        names = inspector.names(self._drawings)
        shown = int(of) if of.isdecimal() and int(of) < len(names) else 0
        if not isinstance(message.body, Card):
            raise HTTPException(404, GONE)
        code = inspector.drawing(message.body, message.names, self._drawings, shown)
        template = self._environment.get_template("inside.html")
        return HTMLResponse(template.render(tab=tab, message=message.id, names=names, shown=shown, code=code))

    # Doing -------------------------------------------------------------------------------------------------

    async def say(self, request: Request) -> Response:
        """Take a line typed into a room."""
        tab = self._tab(request)
        async with request.form() as form:
            typed = str(form.get("text", "")).strip()
        if len(typed) > LONGEST and not typed.startswith("/"):
            raise HTTPException(413, f"A message holds {LONGEST} characters; this one has {len(typed)}.")
        return self._answer(tab, await self._desk.say(tab.me, tab.place, typed) if typed else None)

    async def press(self, request: Request) -> Response:
        """Press a button of a message or choose from its menu."""
        tab = self._tab(request)
        message = self._message(request, tab)
        async with request.form() as form:
            action, menu, choice = (str(form.get(name, "")) for name in ("action", "pick", "choice"))
        if menu and not choice:
            raise HTTPException(400, "Choose one of the list first.")
        return self._answer(
            tab, await self._desk.press(tab.me, message, menu or action, choice if menu else "")
        )

    async def submit(self, request: Request) -> Response:
        """Send a form."""
        tab = self._tab(request)
        opened = self._desk.opened(tab.me, request.path_params["form"])
        if opened is None:
            raise HTTPException(404, GONE)
        async with request.form() as form:
            values = {name: tuple(str(one) for one in form.getlist(name) if one) for name in form}
        return self._answer(tab, await self._desk.submit(tab.me, opened, values))

    async def dismiss(self, request: Request) -> Response:
        """Take away a message that only its reader sees."""
        tab = self._tab(request)
        message = self._message(request, tab)
        if message.only != tab.me.external_id:
            raise HTTPException(403, "Only messages for you alone can be dismissed.")
        self._chat.remove(message)
        return Response(status_code=204)

    async def move(self, request: Request) -> Response:
        """Move the clock."""
        if request.path_params["move"] not in MOVES:
            raise HTTPException(404, GONE)
        moved = await self._desk.pass_time(MOVES[request.path_params["move"]])
        return Response(
            status_code=204, headers={} if moved else {"HX-Trigger": json.dumps({"notice": STILL})}
        )

    async def reset(self, request: Request) -> Response:
        """Begin anew, and send the visitor to the beginning."""
        await self._desk.start_over()
        return Response(status_code=204, headers={"HX-Redirect": "/"})

    # Helpers -----------------------------------------------------------------------------------------------

    async def _events(self, tab: Tab, epoch: int, after: int) -> AsyncIterator[ServerSentEvent]:
        while not self._chat.closed:
            if epoch != self._chat.epoch or after > self._chat.version:
                yield ServerSentEvent(event="again", data="again")
                return
            if self._chat.version > after:
                after, html = self._chat.version, self._views.changes(tab, after)
                yield ServerSentEvent(data=html, id=f"{epoch}.{after}")
                self._chat.read(tab.me.external_id, tab.place)
            await self._chat.changes(after)

    def _answer(self, tab: Tab, opened: Opened | None) -> Response:
        if opened is None:
            return Response(status_code=204, headers={"HX-Trigger": "answered"})
        return HTMLResponse(self._views.form(tab, opened))

    def _tab(self, request: Request) -> Tab:
        me = self._chat.world.persona(request.path_params["me"])
        place = None if me is None else self._chat.place_of(request.path_params["place"], me.external_id)
        if me is None or place is None:
            raise HTTPException(404, GONE)
        return Tab(me=me, place=place)

    def _message(self, request: Request, tab: Tab) -> Message:
        message = self._chat.message_for(tab.me.external_id, request.path_params["message"])
        if message is None or message.place != tab.place.id:
            raise HTTPException(404, GONE)
        return message


async def _busy(_: Request, __: Exception) -> Response:
    return PlainTextResponse("The database is busy. Nothing was changed; try again in a moment.", 503)


async def _said_plainly(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    home = (
        request.method in {"GET", "HEAD"} and "hx-request" not in request.headers and error.status_code == 404
    )
    return RedirectResponse("/") if home else PlainTextResponse(error.detail, error.status_code)
