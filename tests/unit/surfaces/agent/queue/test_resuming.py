"""ResumeQueue's worker: due or not, sent on or held back."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from guildhall.observability import logger
from guildhall.surfaces.agent.job import Job, Resume, encode
from guildhall.surfaces.agent.later import Expiry, Later, decode_later, encode_later
from guildhall.surfaces.agent.queue import QueueRefused
from guildhall.surfaces.agent.resuming import ResumeWorker
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.turns import mention

JOB = Resume(turn_id="1", channel_id="2", cause="due-1")
NOT_A_RESUME = json.dumps({"due_at": NOON.isoformat(), "job": encode(mention())})


@dataclass
class Queues:
    """TurnsQueue and ResumeQueue."""

    sent: list[Job] = field(default_factory=list)
    held_back: list[Later] = field(default_factory=list)
    refuses: bool = False
    ended: list[str] = field(default_factory=list)

    def expire(self, confirmation_id: str) -> None:
        self._check()
        self.ended.append(confirmation_id)

    def send(self, job: Job) -> None:
        self._check()
        self.sent.append(job)

    def put(self, later: Later) -> None:
        self._check()
        self.held_back.append(later)

    def _check(self) -> None:
        if self.refuses:
            raise QueueRefused("ReadTimeoutError", surely=False)


@pytest.fixture
def queues() -> Queues:
    return Queues()


@pytest.fixture
def worker(queues: Queues) -> ResumeWorker:
    return ResumeWorker(turns=queues, expire=queues.expire, put=queues.put, clock=FakeClock(), log=logger("test"))


@pytest.mark.parametrize("overdue_s", [0, 0.5, 86_400])
def test_what_is_due_goes_to_its_turns_queue(worker: ResumeWorker, queues: Queues, overdue_s: float) -> None:
    assert worker.handle(encode_later(Later(JOB, NOON - timedelta(seconds=overdue_s))))
    assert (queues.sent, queues.held_back) == ([JOB], [])


@pytest.mark.parametrize("left_s", [0.1, 60, 86_400])
def test_what_is_not_due_goes_round_once_more(worker: ResumeWorker, queues: Queues, left_s: float) -> None:
    later = Later(JOB, NOON + timedelta(seconds=left_s))
    assert worker.handle(encode_later(later))
    assert (queues.sent, queues.held_back) == ([], [later])


@pytest.mark.parametrize("left_s", [0, 60])
def test_what_a_queue_does_not_take_comes_again(worker: ResumeWorker, queues: Queues, left_s: float) -> None:
    queues.refuses = True
    assert not worker.handle(encode_later(Later(JOB, NOON + timedelta(seconds=left_s))))


QUESTION = Expiry("01m7wd7tg0khfe92arj3q2bz03")


def test_a_question_whose_time_is_over_goes_to_operations(worker: ResumeWorker, queues: Queues) -> None:
    later = Later(QUESTION, NOON)
    assert decode_later(encode_later(later)) == later
    assert worker.handle(encode_later(later))
    assert (queues.ended, queues.sent, queues.held_back) == ([QUESTION.confirmation_id], [], [])


def test_a_question_that_is_open_goes_round_once_more(worker: ResumeWorker, queues: Queues) -> None:
    later = Later(QUESTION, NOON + timedelta(minutes=30))
    assert later.delay_s(NOON) == 900
    assert worker.handle(encode_later(later))
    assert (queues.ended, queues.held_back) == ([], [later])


def test_the_end_of_a_question_that_operations_do_not_take_comes_again(worker: ResumeWorker, queues: Queues) -> None:
    queues.refuses = True
    assert not worker.handle(encode_later(Later(QUESTION, NOON)))


@pytest.mark.parametrize("body", ["", "{}", '{"due_at":"soon","job":"{}"}', NOT_A_RESUME])
def test_what_is_none_of_ours_is_for_the_dead_letter_queue(worker: ResumeWorker, queues: Queues, body: str) -> None:
    assert not worker.handle(body)
    assert (queues.sent, queues.held_back) == ([], [])


def test_the_worker_loads_neither_pydantic_nor_boto3_before_it_has_something_to_send() -> None:
    script = (
        "import sys; from guildhall.bootstrap.resume_worker import worker; worker();"
        "print([name for name in ('pydantic', 'httpx', 'boto3', 'guildhall.store', 'guildhall.operations') "
        "if name in sys.modules])"
    )
    settings = {"TURNS_QUEUE_URL": "http://127.0.0.1:9/turns", "RESUME_QUEUE_URL": "http://127.0.0.1:9/resume"}
    settings["OPERATIONS_QUEUE_URL"] = "http://127.0.0.1:9/operations"
    done = subprocess.run([sys.executable, "-c", script], env=settings, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
