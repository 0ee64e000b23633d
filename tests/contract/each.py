"""One test that looks at many things, and names those for which it does not hold.

What takes microseconds for an operation is not made a test for each of them: to run a test takes milliseconds.
"""

from collections.abc import Callable, Iterable

from guildhall.operations import catalogue
from guildhall.operations.catalogue import AnyOperation

type Check[T] = Callable[[T], None]


def for_each[T](things: Iterable[T], name: Callable[[T], str] = str) -> Callable[[Check[T]], Callable[[], None]]:
    """Return a decorator that makes a check of one thing a test of all."""
    kept = list(things)

    def decorated(check: Check[T]) -> Callable[[], None]:
        def test() -> None:
            wrong: dict[str, str] = {}
            for thing in kept:
                try:
                    check(thing)
                except AssertionError as failed:
                    wrong[name(thing)] = str(failed)
            assert not wrong, "\n".join(f"{name}: {why}" for name, why in wrong.items())

        test.__name__, test.__doc__, test.__module__ = check.__name__, check.__doc__, check.__module__
        return test

    return decorated


def _name(cls: type[AnyOperation]) -> str:
    return cls.full_name()


each_operation = for_each(catalogue.every(), _name)
