"""What Discord answers on a route that the fake world plays no effect for: the plainest answer its document allows.

With it an operation on a new route is tested by the contract tests before anybody teaches the world what it does.
"""

from pydantic import JsonValue

from local.discord.schema_complete import Completer
from tests.contract.discord_spec import operation, spec
from tests.fakes.world import Sent, World


def answered(world: World, sent: Sent) -> JsonValue:
    """Return the answer of the lowest success that the document declares, with what path and body say of it."""
    told = operation(sent.route)
    schema = told.responses[told.success()[0]]
    given = {name: value for name, value in (sent.body or {}).items() if value is not None}
    return None if schema is None else _completed(schema, {**given, **sent.path}, world.new_id())


def _completed(schema: str, given: dict[str, JsonValue], made_id: str) -> JsonValue:
    answer: JsonValue = Completer(spec(), lambda: made_id).complete({"$ref": schema}, given)
    return answer
