"""Threads and jobs live as long as the daemon, and none dies unnoticed."""

import threading

import pytest

from edge.work import Work


def test_threads_end_with_the_block() -> None:
    ended = threading.Event()

    def attend(over: threading.Event) -> None:
        over.wait()
        ended.set()

    with Work() as work:
        work.begin("portal", attend)

    assert ended.is_set()


def test_a_thread_that_dies_ends_everything_and_its_error_is_raised() -> None:
    def die(_: threading.Event) -> None:
        raise ZeroDivisionError("the model failed")

    with pytest.raises(ZeroDivisionError, match="the model failed"), Work() as work:  # noqa: PT012
        work.begin("portal", die)
        assert work.over.wait(10)


def test_a_job_that_fails_is_done_again() -> None:
    done = threading.Semaphore(0)

    def job() -> None:
        done.release()
        raise ZeroDivisionError

    with Work() as work:
        work.every(0.05, job)

        assert done.acquire(timeout=10)
        assert done.acquire(timeout=10)
