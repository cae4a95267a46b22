"""One answer for all who ask the same: sixty open pages put one question to the database, not sixty."""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True)
class _Answer(Generic[Value]):
    value: Value
    at: float


@dataclass
class _Question(Generic[Value]):
    """answer: the last one that was made. asking: how many wait for it, or make it; by that it is not forgotten."""

    one_at_a_time: threading.Lock = field(default_factory=threading.Lock)
    answer: _Answer[Value] | None = None
    asking: int = 0


class Shared(Generic[Key, Value]):
    """Answers that are at most `life` s old. Whoever asks while one is being made waits for it, and for no other."""

    def __init__(self, life: float) -> None:
        self._life = life
        self._questions: dict[Key, _Question[Value]] = {}
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """What `make` gave to whoever asked last for `key`, or gives now."""
        question = self._begin(key)
        try:
            with question.one_at_a_time:
                answer = question.answer
                if answer is None or not self._is_fresh(answer):
                    answer = question.answer = _Answer(make(), time.monotonic())
                return answer.value
        finally:
            with self._lock:
                question.asking -= 1

    def _begin(self, key: Key) -> _Question[Value]:
        with self._lock:
            self._questions = {each: known for each, known in self._questions.items() if self._is_alive(known)}
            question = self._questions.setdefault(key, _Question())
            question.asking += 1
            return question

    def _is_alive(self, question: _Question[Value]) -> bool:
        return question.asking > 0 or (question.answer is not None and self._is_fresh(question.answer))

    def _is_fresh(self, answer: _Answer[Value]) -> bool:
        return time.monotonic() - answer.at < self._life
