"""The REST front: every request is matched, authorised, limited, validated, handled, checked and recorded, in order."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from local.discord.errors import Code, DiscordError, Json, http_error, invalid_form
from local.discord.rest import faulty, generic
from local.discord.rest.faulty import VIA
from local.discord.rest.incoming import Incoming, header_problems, read
from local.discord.rest.registry import HANDLERS, NO_CONTENT, Answer, Call
from local.discord.sim import Simulation
from local.discord.spec import NoSuchMethodError, NoSuchRouteError, OperationSpec
from local.discord.validation import Problem, text

PREFIX = "/api/v10"
INVALID_STATUSES = frozenset({401, 403, 429})
SERVER_ERROR = 500
MALFORMED = frozenset({Code.INVALID_FORM_BODY, Code.EMPTY_MESSAGE})


@dataclass
class Trace:
    """What is recorded about one request while it is handled."""

    request: Incoming
    operation: OperationSpec | None = None
    problems: tuple[str, ...] = ()
    headers: dict[str, str] | None = None


class RestApp:
    """ASGI application of ``/api/v10``."""

    def __init__(self, sim: Simulation, drop: Callable[[Scope], None]) -> None:
        self._sim = sim
        self._drop = drop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        source = Request(scope, receive)
        raw_path = scope["raw_path"].decode("ascii", "replace").split("?")[0].removeprefix(PREFIX)
        request = Incoming(
            method=source.method,
            raw_path=raw_path,
            query_string=source.url.query,
            headers=dict(source.headers),
            data=await source.body(),
        )
        trace = Trace(request)
        response = await self._answer(trace)
        self._keep(trace, response.status_code if response is not None else 0)
        if response is None:
            self._drop(scope)
            return
        await response(scope, receive, send)

    async def _answer(self, trace: Trace) -> Response | None:
        try:
            return await self._respond(trace)
        except DiscordError as error:
            if error.code in MALFORMED and not (trace.problems or error.ordered):
                trace.problems = (f"{error.message} {json.dumps(error.errors or {})}",)
            return self._render(trace, Answer(error.status, error.body()), error)
        except Exception as bug:  # noqa: BLE001 - a defect of ours must show up in /violations, not end the server
            self._sim.violation(f"{trace.request.method} {trace.request.raw_path} crashed: {bug!r}")
            return Response(b'{"message": "500: Internal Server Error", "code": 0}', SERVER_ERROR, {"Via": VIA})

    async def _respond(self, trace: Trace) -> Response | None:
        operation, params = self._match(trace)
        faults = faulty.sorted_by_moment(self._sim.faults.take(operation, params))
        await faulty.pause(faults.before)
        if "drop" in faults.before:
            return None
        self._authorise(trace, operation)
        faulted = faulty.answer(self._sim, faults.before, operation, params)
        if faulted is not None:
            return faulted
        answer = self._handle(trace, operation, params)
        await faulty.pause(faults.after)
        if "drop" in faults.after:
            return None
        return faulty.answer(self._sim, faults.after, operation, params) or self._render(trace, answer)

    def _match(self, trace: Trace) -> tuple[OperationSpec, dict[str, str]]:
        request = trace.request
        try:
            operation, params = self._sim.spec.match(request.method, request.raw_path)
        except NoSuchRouteError:
            trace.problems = (f"{request.method} {request.raw_path} is no route of the API",)
            raise http_error(404, "Not Found") from None
        except NoSuchMethodError:
            trace.problems = (f"{request.raw_path} has no method {request.method}",)
            raise http_error(405, "Method Not Allowed") from None
        trace.operation = operation
        return operation, params

    def _authorise(self, trace: Trace, operation: OperationSpec) -> None:
        given = trace.request.headers.get("authorization")
        expected = f"Bot {self._sim.identity.bot_token}"
        if given == expected and operation.auth & {"BotToken", "none"}:
            return
        if given is None and "none" in operation.auth:
            return
        scheme = "missing" if given is None else "not the bot's token in the form 'Bot <token>'"
        trace.problems = (f"Authorization is {scheme}",)
        raise http_error(401, "Unauthorized")

    def _handle(self, trace: Trace, operation: OperationSpec, params: dict[str, str]) -> Answer:
        sim, request = self._sim, trace.request
        self._refuse(trace, sim.validation.path(operation, params))
        verdict = sim.limiter.spend(operation, params)
        trace.headers = verdict.headers
        if verdict.retry_after_s is not None:
            raise faulty.rate_limited(verdict.retry_after_s, is_global=verdict.is_global)
        self._refuse(trace, header_problems(request) + read(request, operation, sim.validation))
        call = Call(sim, operation, params, request.query, request.body, request.files, request.reason)
        handler = HANDLERS.get(operation.operation_id, generic.answer)
        result = handler(call)
        if isinstance(result, Answer):
            return result
        status = int(operation.success()[0])
        return Answer(status, None if status == NO_CONTENT else result)

    @staticmethod
    def _refuse(trace: Trace, problems: list[Problem]) -> None:
        if problems:
            trace.problems = tuple(text(problem) for problem in problems)
            raise invalid_form(problems)

    def _render(self, trace: Trace, answer: Answer, error: DiscordError | None = None) -> Response:
        if trace.operation is not None and not (error is not None and error.ordered):
            for violation in self._sim.validation.answer(trace.operation, answer.status, _plain(answer)):
                self._sim.violation(violation)
        headers = {"Via": VIA} | (trace.headers or {}) | (error.headers if error is not None else {})
        if answer.text is not None:
            return Response(answer.text[0], answer.status, headers, media_type=answer.text[1])
        if answer.body is None:
            return Response(status_code=answer.status, headers=headers)
        content = json.dumps(answer.body, ensure_ascii=False, separators=(",", ":")).encode()
        return Response(content, answer.status, headers | {"Content-Type": "application/json"})

    def _keep(self, trace: Trace, status: int) -> None:
        sim, request = self._sim, trace.request
        if status in INVALID_STATUSES:
            sim.count_invalid()
        sim.record.seq += 1
        entry: Json = {
            "seq": sim.record.seq,
            "at": sim.clock.iso(),
            "method": request.method,
            "path": PREFIX + request.raw_path,
            "route": trace.operation.template if trace.operation else None,
            "operation": trace.operation.operation_id if trace.operation else None,
            "query": dict(request.query_pairs),
            "body": _readable_body(request),
            "reason": request.reason,
            "status": status,
            "valid": not trace.problems,
            "violations": list(trace.problems),
        }
        sim.record.requests.append(entry)
        sim.bus.publish("request", entry)


def _plain(answer: Answer) -> Any:
    return answer.text[0].decode("utf-8", "replace") if answer.text is not None else answer.body


def _readable_body(request: Incoming) -> Any:
    if request.body is None and request.data:
        return request.data.decode("utf-8", "replace")
    if request.files and isinstance(request.body, dict):
        return request.body | {"_files": {key: file.name for key, file in request.files.items()}}
    return request.body
