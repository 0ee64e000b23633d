import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.discord.codes import TOLD
from guildhall.discord.failures import failure, flatten
from guildhall.errors import DiscordError, DiscordForbidden, DiscordNotFound, DiscordRejected
from local.discord.errors import Code

ROUTE = "POST /channels/{channel_id}/messages"
FORM = {
    "code": 50035,
    "message": "Invalid Form Body",
    "errors": {
        "content": {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 2000 or fewer in length."}]},
        "embeds": {"0": {"fields": {"2": {"name": {"_errors": [{"code": "REQUIRED", "message": "Required"}]}}}}},
    },
}


@pytest.mark.parametrize(
    ("status", "code", "kind", "says"),
    [
        (403, 50013, DiscordForbidden, "lacks a permission"),
        (403, 50001, DiscordForbidden, "no access"),
        (404, 10003, DiscordNotFound, "channel does not exist"),
        (404, 10008, DiscordNotFound, "message does not exist"),
        (400, 50034, DiscordRejected, "older than 14 days"),
        (400, 30013, DiscordRejected, "500"),
        (400, 160014, DiscordRejected, "forwarded"),
        (403, 50007, DiscordForbidden, "direct messages"),
    ],
)
def test_codes_become_sentences_with_a_way_on(status: int, code: int, kind: type[DiscordError], says: str) -> None:
    found = failure(ROUTE, status, {"code": code, "message": "something"})
    assert type(found) is kind
    assert says in found.message
    assert found.hint
    assert (found.status, found.discord_code, found.route) == (status, code, ROUTE)


def test_invalid_fields_are_named() -> None:
    found = failure(ROUTE, 400, FORM)
    assert found.message == (
        "Discord finds the request invalid: content: Must be 2000 or fewer in length.; embeds.0.fields.2.name: Required"
    )
    assert found.details["errors"] == ["content: Must be 2000 or fewer in length.", "embeds.0.fields.2.name: Required"]


def test_an_error_of_the_whole_request_is_told_as_such() -> None:
    assert list(flatten({"_errors": [{"message": "Bad"}, {}, "odd"]})) == [
        "request: Bad",
        "request: invalid",
        "request: invalid",
    ]


def test_many_and_long_errors_are_cut() -> None:
    tree = {str(number): {"_errors": [{"message": "x" * 1000}]} for number in range(50)}
    found = failure(ROUTE, 400, FORM | {"errors": tree})
    errors = found.details["errors"]
    assert isinstance(errors, list)
    assert len(errors) == 10
    assert all(len(str(error)) < 310 for error in errors)


def test_a_refused_token_is_the_operators() -> None:
    found = failure(ROUTE, 401, {"code": 0, "message": "401: Unauthorized"})
    assert isinstance(found, DiscordForbidden)
    assert "bot token" in found.message
    assert "operator" in found.hint


def test_an_interactions_token_that_is_over_is_not_the_bots() -> None:
    found = failure(ROUTE, 401, {"code": 50027, "message": "Invalid Webhook Token"})
    assert "webhook" in found.message
    assert found.discord_code == 50027


@pytest.mark.parametrize(("status", "hint"), [(400, "arguments"), (403, "role"), (404, "ids"), (413, "arguments")])
def test_an_unknown_code_is_told_in_discords_words(status: int, hint: str) -> None:
    found = failure(ROUTE, status, {"code": 999999, "message": "Quite\nnew"})
    assert found.message == "Discord says: Quite new"
    assert hint in found.hint


def test_an_answer_without_words_is_told_by_its_status() -> None:
    bodies: list[object] = [None, [], "text", {}, {"message": 5, "code": "x"}]
    for body in bodies:
        assert failure(ROUTE, 405, body).message == "Discord answered with status 405."


@pytest.mark.parametrize("code", sorted(TOLD))
def test_every_code_says_what_happened_and_what_to_do(code: int) -> None:
    message, hint = TOLD[code]
    assert message.endswith(".")
    assert hint.endswith(".")


@pytest.mark.parametrize("code", [code for code in Code if code is not Code.UNAUTHORIZED], ids=lambda code: code.name)
def test_every_code_that_the_simulated_discord_answers_is_told_in_our_words(code: Code) -> None:
    assert code in TOLD


@pytest.mark.parametrize(
    ("status", "code", "says", "then"),
    [
        (404, 10070, "event does not exist", "list what is there"),
        (400, 40067, "needs a tag", "one of the forum's tags"),
        (400, 220001, "a webhook writes a post", "title, or its thread"),
        (400, 350000, "Onboarding", "7 default channels"),
        (400, 50101, "boosts", "boost it"),
        (400, 180000, "event is over", "new one"),
    ],
)
def test_what_the_newer_resources_refuse_is_told_with_a_way_on(status: int, code: int, says: str, then: str) -> None:
    found = failure(ROUTE, status, {"code": code, "message": "something"})
    assert says in found.message
    assert then in found.hint


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["_errors", "code", "message", "errors"]), inner)
    ),
)


@given(st.integers(400, 499), JSON)
def test_no_answer_is_too_odd_to_be_told(status: int, body: object) -> None:
    found = failure(ROUTE, status, body)
    assert found.message
    assert len(found.message) < 4000
