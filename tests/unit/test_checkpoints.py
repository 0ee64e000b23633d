import pytest

from guildhall import checkpoints
from guildhall.checkpoints import checkpoint, on_checkpoint


def test_a_checkpoint_is_nothing_without_a_hook() -> None:
    assert checkpoint("anything") is None  # type: ignore[func-returns-value]  # that it does nothing is the point


def test_a_hook_sees_each_checkpoint_until_it_is_removed() -> None:
    passed: list[str] = []
    remove = on_checkpoint(passed.append)
    checkpoint("one")
    checkpoint("two")
    remove()
    checkpoint("three")
    assert passed == ["one", "two"]
    assert passed.append not in checkpoints._hooks


def test_a_hook_may_remove_itself_and_others_still_pass() -> None:
    passed: list[str] = []

    def once(name: str) -> None:
        passed.append(f"once {name}")
        removes[0]()

    removes = [on_checkpoint(once), on_checkpoint(passed.append)]
    checkpoint("a")
    checkpoint("b")
    removes[1]()
    assert passed == ["once a", "a", "b"]


def test_a_hook_may_end_the_process() -> None:
    class Death(BaseException):
        pass

    def die(name: str) -> None:
        raise Death(name)

    remove = on_checkpoint(die)
    with pytest.raises(Death, match="here"):
        checkpoint("here")
    remove()
