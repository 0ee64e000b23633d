"""API keys: shown once, kept as a hash, refused without a hint at why."""

import hashlib
import hmac
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.errors import StoreUnavailable, Unauthenticated
from guildhall.identity import Door, Level
from guildhall.oauth.keys import HOW, KeyAuthenticator, KeyGrant, mint
from guildhall.policy.model import ApiKey
from guildhall.policy.scopes import LEVEL_SCOPES
from guildhall.store.policies import PolicyRepository
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.table import MemoryTable

USER = UserId("2000000000000000001")
GRANT = KeyGrant(name="ci", level=Level.READ_WRITE, user_id=USER)


class Desk:
    """An authenticator over one table, with one key in it."""

    def __init__(self, grant: KeyGrant = GRANT) -> None:
        self.clock = FakeClock()
        self.table = MemoryTable(self.clock)
        self.store = PolicyRepository(self.table)
        self.text, self.record = mint(grant, NOON)
        self.store.put_api_key(self.record)
        self.authenticator = KeyAuthenticator(self.store, self.clock)

    def refused(self, bearer: str) -> dict[str, object]:
        with pytest.raises(Unauthenticated) as refused:
            self.authenticator.authenticate(bearer, "a client")
        return dict(refused.value.to_dict())


@pytest.fixture
def door() -> Desk:
    return Desk()


def test_a_key_stands_for_its_person_within_its_ceilings() -> None:
    grant = KeyGrant(
        name="ci",
        level=Level.MODERATE,
        user_id=USER,
        guild_ids=frozenset({GuildId("1")}),
        channel_ids=frozenset({ChannelId("2")}),
        expires_at=NOON + timedelta(days=1),
        rate_limit=7,
    )
    door = Desk(grant)
    principal = door.authenticator.authenticate(door.text, "a client", Door.REST)
    assert (principal.user_id, principal.door, principal.client) == (USER, Door.REST, "a client")
    assert principal.scopes == LEVEL_SCOPES[Level.MODERATE]
    assert (principal.guild_ids, principal.channel_ids) == (grant.guild_ids, grant.channel_ids)
    assert (principal.expires_at, principal.rate_limit, principal.origin) == (grant.expires_at, 7, None)
    assert principal.credential == f"key:{door.record.key_id}"


def test_a_key_is_the_mcp_doors_unless_another_door_says_so(door: Desk) -> None:
    assert door.authenticator.authenticate(door.text, "").door is Door.MCP


def test_only_a_hash_of_the_secret_is_kept(door: Desk) -> None:
    secret = door.text.removeprefix(f"ghk_{door.record.key_id}_")
    assert len(secret) == 43
    assert door.record.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(door.table.items())
    assert secret not in repr(door.record)


def test_no_two_keys_are_alike() -> None:
    texts = {mint(GRANT, NOON)[0] for _ in range(50)}
    assert len(texts) == 50


def test_wrong_unknown_and_malformed_look_exactly_alike(door: Desk) -> None:
    unknown, _ = mint(GRANT, NOON)
    wrong = f"{door.text[:-1]}{'A' if door.text[-1] != 'A' else 'B'}"
    told = [door.refused(bearer) for bearer in (unknown, wrong, "", "ghk_", door.text[:-1], door.text.upper())]
    assert all(each == told[0] for each in told)
    assert told[0] == {
        "code": "unauthenticated",
        "message": "The key is not valid.",
        "hint": HOW,
        "details": {"step": "authenticate_client"},
    }


def test_the_right_secret_of_another_key_does_not_fit(door: Desk) -> None:
    other_text, other = mint(GRANT, NOON)
    door.store.put_api_key(other)
    swapped = f"ghk_{door.record.key_id}_{other_text.rpartition('_')[2][-43:]}"
    door.refused(swapped)


def test_a_revoked_key_is_refused_as_such_only_to_who_holds_it(door: Desk) -> None:
    door.store.put_api_key(door.record.model_copy(update={"revoked_at": NOON}))
    assert door.refused(door.text)["message"] == "The key was revoked."
    assert door.refused(f"ghk_{door.record.key_id}_{'A' * 43}")["message"] == "The key is not valid."


def test_a_key_expires_at_its_moment() -> None:
    door = Desk(KeyGrant(name="ci", level=Level.ADMIN, user_id=USER, expires_at=NOON + timedelta(seconds=5)))
    door.clock.advance(4.999)
    assert door.authenticator.authenticate(door.text, "").user_id == USER
    door.clock.advance(0.001)
    assert door.refused(door.text)["message"] == "The key has expired."


def test_what_is_presented_is_compared_in_constant_time(door: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[str, str]] = []

    def compare(one: str, other: str) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr(hmac, "compare_digest", compare)
    door.authenticator.authenticate(door.text, "")
    unknown, _ = mint(GRANT, NOON)
    for bearer in (unknown, "garbage"):
        door.refused(bearer)
    assert len(compared) == 3
    assert all(len(known) == 64 for known, _ in compared)


@given(st.one_of(st.text(max_size=120), st.from_regex(r"ghk_[0-9a-f]{16}_[A-Za-z0-9_-]{43}", fullmatch=True)))
def test_garbage_is_nobody(bearer: str) -> None:
    assert _GARBAGE.refused(bearer)["message"] == "The key is not valid."


_GARBAGE = Desk()


def test_what_cannot_be_a_key_is_not_looked_up(door: Desk) -> None:
    reads = door.table.reads
    door.refused("Bearer x")
    assert door.table.reads == reads


def test_a_key_that_cannot_be_looked_up_is_not_accepted() -> None:
    class Down:
        def api_key(self, key_id: str) -> ApiKey | None:
            raise StoreUnavailable("The database gave no answer.")

    text, _ = mint(GRANT, NOON)
    with pytest.raises(StoreUnavailable):
        KeyAuthenticator(Down(), FakeClock()).authenticate(text, "")


def test_an_empty_hash_in_the_store_opens_nothing(door: Desk) -> None:
    door.store.put_api_key(door.record.model_copy(update={"secret_sha256": ""}))
    assert door.refused("garbage")["message"] == "The key is not valid."
    assert door.refused(door.text)["message"] == "The key is not valid."


def test_what_a_program_calls_itself_is_cut(door: Desk) -> None:
    assert len(door.authenticator.authenticate(door.text, "x" * 5000).client) == 80


def test_a_key_is_drawn_from_32_random_bytes() -> None:
    drawn: list[int] = []

    def draw(count: int) -> bytes:
        drawn.append(count)
        return bytes(count)

    text, record = mint(GRANT, NOON, draw=draw)
    assert drawn == [8, 32]
    assert text == f"ghk_{'0' * 16}_{'A' * 43}"
    assert (record.key_id, record.created_at, record.name) == ("0" * 16, NOON, "ci")
