"""What may be acknowledged: the prefix in which nothing is open."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from guildhall.discord.gateway.progress import Hold, Progress
from tests.fakes.clock import NOON


def at(seconds: float) -> object:
    return NOON + timedelta(seconds=seconds)


def received(progress: Progress, seq: int, *, mention: bool) -> Hold | None:
    progress.receive(seq)
    return progress.hold() if mention else None


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.data())
def test_what_is_acknowledged_never_passes_a_mention_that_is_open(mentions: list[bool], data: st.DataObject) -> None:
    progress, holds = Progress(0), dict[int, Hold]()
    for seq, mention in enumerate(mentions, 1):
        if hold := received(progress, seq, mention=mention):
            holds[seq] = hold
        for done in data.draw(st.sets(st.sampled_from(sorted(holds)), max_size=2)) if holds else ():
            progress.release(holds.pop(done))
        expected = min(holds) - 1 if holds else seq
        assert progress.acked_seq == expected


def test_a_new_session_counts_anew_while_mentions_of_the_old_one_are_open() -> None:
    progress = Progress(90, NOON)
    old = received(progress, 91, mention=True)
    progress.begin(1)
    assert progress.acked_seq == 1
    assert progress.heard_at == NOON
    progress.heard(NOON + timedelta(seconds=40))
    assert progress.heard_at == NOON
    assert old is not None
    progress.release(old)
    assert progress.heard_at == at(40)


def test_a_resumed_session_counts_what_it_is_told_again() -> None:
    progress = Progress(1)
    first = received(progress, 2, mention=True)
    received(progress, 3, mention=False)
    assert first is not None
    progress.rewind()
    assert progress.acked_seq == 1
    again = received(progress, 2, mention=True)
    progress.release(first)
    assert again is not None
    assert progress.acked_seq == 1
    progress.release(again)
    assert progress.acked_seq == 2


def test_the_moment_heard_does_not_pass_an_open_mention_and_never_goes_back() -> None:
    progress = Progress(1, NOON)
    hold = received(progress, 2, mention=True)
    progress.heard(NOON + timedelta(seconds=30))
    assert progress.heard_at == NOON
    assert hold is not None
    progress.release(hold)
    progress.heard(NOON + timedelta(seconds=10))
    assert progress.heard_at == at(30)


def test_before_anything_was_heard_there_is_nothing_to_acknowledge() -> None:
    assert (Progress().acked_seq, Progress().heard_at) == (None, None)
