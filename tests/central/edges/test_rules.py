"""The cursor moves over what follows it, compares what it has, and says what is in the way."""

from collections.abc import Sequence

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from central.edges.arrival import Arrival, Mark, arrive
from central.edges.rules import Fork, Gap, Kept, Take, Verdict, judge
from wire.kinds import Alarm
from wire.record import GENESIS, chained

OUTBOX = "ab" * 16


def history(length: int, word: str = "a", common: Sequence[bytes] = ()) -> list[bytes]:
    """The records of an outbox, encoded; `common` are the first ones, taken from another history."""
    records = list(common)
    prev = msgspec.json.decode(common[-1])["digest"] if common else GENESIS
    for seq in range(len(records) + 1, length + 1):
        body = msgspec.json.encode(Alarm(word, "info"))
        record = chained(OUTBOX, seq, seq, "alarm", body, prev)
        prev = record.digest
        records.append(msgspec.json.encode(record))
    return records


def arrivals(records: Sequence[bytes], first: int, last: int) -> list[Arrival]:
    return [arrive(records[seq - 1], OUTBOX, seq) for seq in range(first, last + 1)]


def kept(taken: Sequence[Arrival]) -> dict[int, Kept]:
    return {arrival.seq: Kept(arrival.digest, arrival.is_proven) for arrival in taken}


def judged(stored: Sequence[Arrival], incoming: Sequence[Arrival]) -> Verdict:
    return judge(len(stored), kept(stored), incoming)


A = history(20)
B = history(20, "b", A[:5])
"""Goes another way after the fifth record: an outbox that was copied back."""


def test_the_first_batch_is_taken() -> None:
    verdict = judged([], arrivals(A, 1, 3))

    assert isinstance(verdict, Take)
    assert [(arrival.seq, arrival.mark) for arrival in verdict.fresh] == [(1, None), (2, None), (3, None)]


def test_what_is_known_falls_away() -> None:
    assert judged(arrivals(A, 1, 9), arrivals(A, 3, 9)) == Take(())


def test_of_an_overlap_only_the_new_is_taken() -> None:
    verdict = judged(arrivals(A, 1, 9), arrivals(A, 7, 12))

    assert isinstance(verdict, Take)
    assert [arrival.seq for arrival in verdict.fresh] == [10, 11, 12]


def test_a_batch_that_begins_too_late_leaves_a_gap() -> None:
    assert judged(arrivals(A, 1, 9), arrivals(A, 11, 12)) == Gap()
    assert judged([], arrivals(A, 2, 2)) == Gap()


def test_another_record_at_a_place_that_is_kept_is_a_fork_there() -> None:
    assert judged(arrivals(A, 1, 9), arrivals(B, 4, 12)) == Fork(6)


def test_a_record_that_goes_on_from_another_is_a_fork_at_the_cursor() -> None:
    assert judged(arrivals(A, 1, 9), arrivals(B, 10, 12)) == Fork(9)


def test_what_is_no_longer_kept_is_not_compared() -> None:
    stored = arrivals(A, 1, 9)

    assert judge(9, kept(stored[8:]), arrivals(A, 2, 9)) == Take(())
    assert judge(9, {}, arrivals(A, 10, 10)) == Take(arrivals(A, 10, 10))


def test_a_broken_link_within_a_batch_is_marked_and_taken() -> None:
    incoming = [*arrivals(A, 1, 6), *arrivals(B, 7, 8)]

    verdict = judged([], incoming)

    assert isinstance(verdict, Take)
    assert [arrival.mark for arrival in verdict.fresh[5:]] == [None, Mark.BAD_DIGEST, None]


def test_a_first_record_that_claims_one_before_it_is_marked_and_taken() -> None:
    record = chained(OUTBOX, 1, 1, "alarm", msgspec.json.encode(Alarm("a", "info")), "11" * 32)

    verdict = judged([], [arrive(msgspec.json.encode(record), OUTBOX, 1)])

    assert isinstance(verdict, Take)
    assert verdict.fresh[0].mark is Mark.BAD_DIGEST


def test_a_marked_record_neither_forks_nor_breaks_the_chain() -> None:
    spoilt = [*A[:4], b'{"spoilt":true}', *A[5:]]

    assert judged([], arrivals(spoilt, 1, 8)) == Take(arrivals(spoilt, 1, 8))
    assert judged(arrivals(spoilt, 1, 5), arrivals(spoilt, 6, 8)) == Take(arrivals(A, 6, 8))
    assert judged(arrivals(A, 1, 8), arrivals(spoilt, 3, 8)) == Take(())
    assert judged(arrivals(spoilt, 1, 8), arrivals(A, 3, 8)) == Take(())


def by_the_book(stored: Sequence[bytes], records: Sequence[bytes], first: int, last: int) -> Verdict | int:
    """What `judge` must say, slowly: from the histories themselves; a number is how many are taken."""
    if first > len(stored) + 1:
        return Gap()
    for seq in range(1, len(stored) + 1):
        if stored[seq - 1] != records[seq - 1] and first <= seq <= last:
            return Fork(seq)
    if first == len(stored) + 1 and stored and stored[-1] != records[first - 2]:
        return Fork(len(stored))
    return max(0, last - len(stored))


@given(cursor=st.integers(0, 20), common=st.integers(0, 20), first=st.integers(1, 20), length=st.integers(1, 20))
def test_any_batch_is_judged_by_the_book(cursor: int, common: int, first: int, length: int) -> None:
    other = history(20, "c", A[:common])
    last = min(20, first + length - 1)

    verdict = judged(arrivals(A, 1, cursor), arrivals(other, first, last))

    expected = by_the_book(A[:cursor], other, first, last)
    if isinstance(verdict, Take):
        assert len(verdict.fresh) == expected
        assert all(arrival.mark is None for arrival in verdict.fresh)
    else:
        assert verdict == expected
