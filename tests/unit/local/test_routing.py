import random

import pytest

from local.routing import Router
from local.wiring import Route

KEYS = [
    "GET /pets/dog/1",
    "GET /pets/dog/{id}",
    "ANY /pets/dog/{id}",
    "GET /pets/{proxy+}",
    "ANY /{proxy+}",
    "POST /a.b/{x}/c",
    "ANY $default",
]


def routes(*keys: str) -> list[Route]:
    made = [Route(method, path, f"{method} {path}") for method, path in (key.split(" ") for key in keys)]
    random.shuffle(made)
    return made


@pytest.mark.parametrize(
    ("method", "path", "key", "parameters"),
    [
        ("GET", "/pets/dog/1", "GET /pets/dog/1", {}),
        ("GET", "/pets/dog/2", "GET /pets/dog/{id}", {"id": "2"}),
        ("PUT", "/pets/dog/1", "ANY /pets/dog/{id}", {"id": "1"}),
        ("GET", "/pets/cat/1", "GET /pets/{proxy+}", {"proxy": "cat/1"}),
        ("POST", "/test/5", "ANY /{proxy+}", {"proxy": "test/5"}),
        ("POST", "/a.b/y/c", "POST /a.b/{x}/c", {"x": "y"}),
        ("POST", "/aXb/y/c", "ANY /{proxy+}", {"proxy": "aXb/y/c"}),
        ("GET", "/", "ANY $default", {}),
    ],
)
def test_the_most_specific_route_answers(method: str, path: str, key: str, parameters: dict[str, str]) -> None:
    match = Router(routes(*KEYS)).match(method, path)
    assert match is not None
    assert (match.route.function, match.path_parameters) == (key, parameters)


@pytest.mark.parametrize(("method", "path"), [("POST", "/a"), ("GET", "/a/"), ("GET", "/a/b/c"), ("GET", "/A")])
def test_no_route_is_no_match(method: str, path: str) -> None:
    assert Router(routes("GET /a", "GET /a/{id}")).match(method, path) is None
