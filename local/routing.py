"""Which route answers a request, as an HTTP API of API Gateway decides it.

Among the routes that take the method, the most specific path wins: segment by segment a literal beats `{name}`, which
beats `{name+}`; of two equal paths the one with the exact method beats `ANY`; `$default` takes what is left.
Worked example: with `GET /a/b`, `GET /a/{id}`, `ANY /{proxy+}` and `$default`, `GET /a/b` meets the first, `GET /a/c`
the second, `POST /a/c` the third and `GET /` the last.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from local.wiring import Route


@dataclass(frozen=True)
class Match:
    """The route that answers and the values of its path parameters, decoded."""

    route: Route
    path_parameters: Mapping[str, str]


class Router:
    """All routes, the most specific first."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = [(route, _pattern(route.path)) for route in sorted(routes, key=_specificity)]

    def match(self, method: str, path: str) -> Match | None:
        """Find the route for a decoded path, or None: the answer is 404."""
        for route, pattern in self._routes:
            if route.method not in {"ANY", method}:
                continue
            found = pattern.fullmatch(path)
            if found:
                names = re.findall(r"\{([^}+]+)\+?\}", route.path)
                return Match(route, dict(zip(names, found.groups(), strict=True)))
        return None


def _specificity(route: Route) -> tuple[bool, tuple[int, ...], bool]:
    ranks = tuple(_rank(segment) for segment in route.path.strip("/").split("/"))
    return route.path == "$default", ranks, route.method == "ANY"


def _rank(segment: str) -> int:
    if segment.endswith("+}"):
        return 2
    return int(segment.startswith("{"))


def _pattern(path: str) -> re.Pattern[str]:
    if path == "$default":
        return re.compile(".*", re.DOTALL)
    parts = re.split(r"(\{[^}]+\})", path)
    return re.compile("".join(_part(part) for part in parts), re.DOTALL)


def _part(part: str) -> str:
    if part.endswith("+}"):
        return "(.+)"
    return "([^/]+)" if part.startswith("{") else re.escape(part)
