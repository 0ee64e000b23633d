"""Threads: what was written is read again; and what a channel takes, a thread takes."""

from typing import Any

import pytest

from guildhall.errors import DiscordNotFound, InvalidArguments
from tests.integration.pairs.pairing import House, pair


def thread_of(house: House, **more: Any) -> str:
    """A new public thread on #general, unless said otherwise."""
    made = house.write("thread.create", **{"channel_id": house.lab.channels["general"], "name": "plans", **more})
    return str(made["channel_id"])


def active(house: House, **asked: Any) -> dict[str, dict[str, Any]]:
    """The active threads by id."""
    return {each["channel_id"]: each for each in house.read("thread.list_active", **asked)["threads"]}


def undo(house: House, name: str) -> dict[str, Any]:
    """Undo the last call of an operation."""
    newest, *_ = house.read("audit.list", operation=name)["records"]
    return house.write("audit.undo", audit_id=newest["audit_id"])


@pair("thread.create", "thread.list_active")
def test_a_thread_is_there_once_it_is_begun(house: House) -> None:
    thread = thread_of(house, auto_archive="one_week", slowmode_s=10)
    found = active(house)[thread]
    assert (found["name"], found["kind"], found["auto_archive"]) == ("plans", "public_thread", "one_week")
    assert (found["slowmode_s"], found["parent_channel_id"]) == (10, house.lab.channels["general"])


@pair("thread.create", "thread.get")
def test_a_private_thread_is_one_that_nobody_is_invited_to(house: House) -> None:
    found = house.read("thread.get", channel_id=thread_of(house, kind="private", invitable=False))
    assert (found["kind"], found["invitable"], found["archived"]) == ("private_thread", False, False)


@pair("thread.create", "thread.list_active")
def test_the_threads_of_one_channel_are_listed_apart_and_page_by_page(house: House) -> None:
    here = [thread_of(house, name=f"plan {number}") for number in range(3)]
    thread_of(house, channel_id=house.lab.channels["support"])
    general = house.lab.channels["general"]
    page = house.read("thread.list_active", parent_channel_id=general, limit=2)
    assert [each["channel_id"] for each in page["threads"]] == here[:0:-1]
    rest = house.read("thread.list_active", parent_channel_id=general, limit=2, before=page["next_before"])
    assert ([each["channel_id"] for each in rest["threads"]], rest["next_before"]) == (here[:1], None)


@pair("thread.start", "thread.get")
def test_a_thread_that_hangs_on_a_message_has_its_id(house: House) -> None:
    said = house.lab.say("Shall we?")
    made = house.write("thread.start", channel_id=said["channel_id"], message_id=said["id"], name="Shall we")
    assert made["channel_id"] == said["id"]
    assert house.read("thread.get", channel_id=said["id"])["name"] == "Shall we"


@pair("thread.start", "thread.list_active")
def test_a_message_has_one_thread(house: House) -> None:
    said = house.lab.say("Shall we?")
    house.write("thread.start", channel_id=said["channel_id"], message_id=said["id"], name="Shall we")
    with pytest.raises(InvalidArguments, match="has a thread already"):
        house.write("thread.start", channel_id=said["channel_id"], message_id=said["id"], name="Again")
    assert list(active(house)) == [said["id"]]


@pair("thread.edit", "thread.get")
def test_a_thread_reads_as_it_was_edited(house: House) -> None:
    thread = thread_of(house)
    house.write("thread.edit", channel_id=thread, name="other plans", slowmode_s=30, auto_archive="one_hour")
    found = house.read("thread.get", channel_id=thread)
    assert (found["name"], found["slowmode_s"], found["auto_archive"]) == ("other plans", 30, "one_hour")


@pair("thread.edit", "thread.list_archived")
def test_an_archived_thread_is_listed_among_the_archived_ones_only(house: House) -> None:
    thread = thread_of(house)
    house.write("thread.edit", channel_id=thread, archived=True, locked=True)
    (found,) = house.read("thread.list_archived", channel_id=house.lab.channels["general"])["threads"]
    assert (found["channel_id"], found["archived"], found["locked"]) == (thread, True, True)
    assert thread not in active(house)


@pair("thread.edit", "thread.list_active")
def test_a_thread_comes_back_from_the_archive_and_changes_only_then(house: House) -> None:
    thread = thread_of(house)
    house.write("thread.edit", channel_id=thread, archived=True)
    with pytest.raises(InvalidArguments, match="is archived"):
        house.write("thread.edit", channel_id=thread, name="late")
    house.write("thread.edit", channel_id=thread, archived=False, name="late")
    assert active(house)[thread]["name"] == "late"


@pair("thread.edit", "thread.list_private_archived")
def test_an_archived_private_thread_is_listed_for_who_manages_threads(house: House) -> None:
    thread = thread_of(house, kind="private")
    house.write("thread.edit", channel_id=thread, archived=True)
    (found,) = house.read("thread.list_private_archived", channel_id=house.lab.channels["general"])["threads"]
    assert (found["channel_id"], found["kind"]) == (thread, "private_thread")


@pair("thread.edit", "thread.list_joined_archived")
def test_the_archived_private_threads_that_the_bot_is_in_are_listed(house: House) -> None:
    general = house.lab.channels["general"]
    ours, left = thread_of(house, kind="private"), thread_of(house, kind="private")
    house.write("thread.leave", channel_id=left)
    for thread in (ours, left):
        house.write("thread.edit", channel_id=thread, archived=True)
    found = house.read("thread.list_joined_archived", channel_id=general)
    assert [each["channel_id"] for each in found["threads"]] == [ours]


@pair("thread.edit", "thread.list_archived")
def test_archived_threads_are_listed_page_by_page_the_latest_first(house: House) -> None:
    general, threads = house.lab.channels["general"], [thread_of(house) for _ in range(3)]
    for thread in threads:
        house.write("thread.edit", channel_id=thread, archived=True)
        house.lab.order("/clock", seconds=60)
    page = house.read("thread.list_archived", channel_id=general, limit=2)
    assert [each["channel_id"] for each in page["threads"]] == threads[:0:-1]
    rest = house.read("thread.list_archived", channel_id=general, limit=2, before=page["next_before"])
    assert ([each["channel_id"] for each in rest["threads"]], rest["next_before"]) == (threads[:1], None)


@pair("thread.delete", "thread.list_active")
def test_a_thread_is_gone_once_it_is_deleted(house: House) -> None:
    thread, other = thread_of(house), thread_of(house)
    house.write("thread.delete", channel_id=thread)
    assert list(active(house)) == [other]
    with pytest.raises(InvalidArguments, match="no thread"):
        house.write("thread.delete", channel_id=house.lab.channels["general"])


@pair("thread.add_member", "thread.list_members")
def test_who_is_brought_into_a_thread_is_listed_there(house: House) -> None:
    thread, member = thread_of(house), house.lab.users["member"]
    house.write("thread.add_member", channel_id=thread, user_id=member)
    found = {each["user_id"]: each for each in house.read("thread.list_members", channel_id=thread)["members"]}
    assert found[member]["username"] == house.read("member.get", user_id=member)["username"]
    assert len(found) == 2


@pair("thread.add_member", "thread.get_member")
def test_who_is_brought_into_a_thread_is_in_it(house: House) -> None:
    thread, member = thread_of(house, kind="private"), house.lab.users["member"]
    with pytest.raises(DiscordNotFound):
        house.read("thread.get_member", channel_id=thread, user_id=member)
    house.write("thread.add_member", channel_id=thread, user_id=member)
    found = house.read("thread.get_member", channel_id=thread, user_id=member)
    assert (found["user_id"], found["is_bot"]) == (member, False)


@pair("thread.remove_member", "thread.list_members")
def test_who_is_taken_out_of_a_thread_is_in_it_no_more(house: House) -> None:
    thread, member = thread_of(house), house.lab.users["member"]
    house.write("thread.add_member", channel_id=thread, user_id=member)
    house.write("thread.remove_member", channel_id=thread, user_id=member)
    assert [each["is_bot"] for each in house.read("thread.list_members", channel_id=thread)["members"]] == [True]


@pair("thread.leave", "thread.list_members")
def test_the_bot_is_in_a_thread_no_more_once_it_left(house: House) -> None:
    thread = thread_of(house)
    house.write("thread.leave", channel_id=thread)
    assert house.read("thread.list_members", channel_id=thread)["members"] == []


@pair("thread.join", "thread.list_members")
def test_the_bot_is_in_a_thread_that_it_joined(house: House) -> None:
    thread = thread_of(house)
    house.write("thread.leave", channel_id=thread)
    house.write("thread.join", channel_id=thread)
    (found,) = house.read("thread.list_members", channel_id=thread)["members"]
    assert found["is_bot"]


@pair("thread.create", "thread.search")
def test_threads_are_found_by_their_names(house: House) -> None:
    general = house.lab.channels["general"]
    wanted = thread_of(house, name="Winter party")
    thread_of(house, name="Summer")
    found = house.read("thread.search", channel_id=general, name="winter")
    assert ([each["channel_id"] for each in found["threads"]], found["next_offset"]) == ([wanted], None)


@pair("thread.edit", "thread.search")
def test_only_archived_threads_are_found_where_those_are_asked_for(house: House) -> None:
    general, old = house.lab.channels["general"], thread_of(house)
    new = thread_of(house)
    house.write("thread.edit", channel_id=old, archived=True)
    by_state = [
        [each["channel_id"] for each in house.read("thread.search", channel_id=general, archived=is_so)["threads"]]
        for is_so in (True, False)
    ]
    assert by_state == [[old], [new]]
    first = house.read("thread.search", channel_id=general, limit=1, sort_by="beginning", sort_order="ascending")
    assert ([each["channel_id"] for each in first["threads"]], first["next_offset"]) == ([old], 1)


@pair("thread.create", "thread.search")
def test_a_search_says_when_it_can_be_asked_again_where_nothing_is_indexed_yet(house: House) -> None:
    general, thread = house.lab.channels["general"], thread_of(house)
    for retry_after, indexed in ((30, False), (0, True)):
        house.lab.fault(route="thread_search", kind="indexing", retry_after=retry_after)
        found = house.read("thread.search", channel_id=general)
        assert (found["indexed"], found["retry_after_s"]) == (indexed, retry_after)
    assert [each["channel_id"] for each in found["threads"]] == [thread]


# ------------------------------------------------------------------------------------------------- what is undone
EDITS: dict[str, dict[str, Any]] = {
    "renamed": {"name": "other", "slowmode_s": 5, "auto_archive": "one_hour"},
    "locked": {"locked": True},
    "archived": {"archived": True, "name": "old plans"},
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edited_thread_is_as_it_was_once_that_is_undone(house: House, edit: dict[str, Any]) -> None:
    thread = thread_of(house)
    before = house.read("thread.get", channel_id=thread)
    house.write("thread.edit", channel_id=thread, **edit)
    assert undo(house, "thread.edit")["fidelity"] == "exact"
    after = house.read("thread.get", channel_id=thread)
    assert {**after, "archive_changed_at": before["archive_changed_at"]} == before


def test_a_thread_that_comes_back_goes_into_the_archive_again(house: House) -> None:
    thread = thread_of(house)
    house.write("thread.edit", channel_id=thread, archived=True)
    house.write("thread.edit", channel_id=thread, archived=False)
    undo(house, "thread.edit")
    assert house.read("thread.get", channel_id=thread)["archived"]


def test_who_was_brought_in_or_taken_out_is_where_they_were(house: House) -> None:
    thread, member = thread_of(house), house.lab.users["member"]
    house.write("thread.add_member", channel_id=thread, user_id=member)
    undo(house, "thread.add_member")
    assert len(house.read("thread.list_members", channel_id=thread)["members"]) == 1
    house.write("thread.leave", channel_id=thread)
    undo(house, "thread.leave")
    assert len(house.read("thread.list_members", channel_id=thread)["members"]) == 1


@pair("thread.create", "thread.get_member")
def test_whoever_had_a_private_thread_begun_is_in_it(house: House) -> None:
    made = house.write("thread.create", channel_id=house.lab.channels["general"], name="plans", kind="private")
    owner = house.lab.users["owner"]
    assert house.read("thread.get_member", channel_id=made["channel_id"], user_id=owner)["user_id"] == owner
