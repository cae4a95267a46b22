"""One answer for all who ask the same: sixty open pages put one question to the database, not sixty."""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True)
class _Answer(Generic[Value]):
    value: Value
    at: float


class Shared(Generic[Key, Value]):
    """Answers that are at most `life` s old. Whoever asks while one is being made waits for it."""

    def __init__(self, life: float) -> None:
        self._life = life
        self._answers: dict[Key, _Answer[Value]] = {}
        self._one_at_a_time = threading.Lock()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """What `make` gave to whoever asked last for `key`, or gives now."""
        with self._one_at_a_time:
            known = self._answers.get(key)
            if known is None or not self._is_fresh(known):
                self._answers = {each: answer for each, answer in self._answers.items() if self._is_fresh(answer)}
                known = self._answers[key] = _Answer(make(), time.monotonic())
            return known.value

    def _is_fresh(self, answer: _Answer[Value]) -> bool:
        return time.monotonic() - answer.at < self._life
