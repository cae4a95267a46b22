import pytest

from edge.face.liveness import Live, Vote, judge


@pytest.mark.parametrize(
    ("scores", "outcome"),
    [
        ([0.9, 0.8], Live.LIVE),
        ([0.5, 0.5], Live.LIVE),
        ([0.9, 0.4], Live.DOUBTFUL),
        ([float("nan")], Live.DOUBTFUL),
        ([], Live.LIVE),
    ],
)
def test_one_vote_against_is_a_doubt(scores: list[float], outcome: Live) -> None:
    votes = [Vote(f"signal {number}", score, 0.5) for number, score in enumerate(scores)]

    liveness = judge(votes)

    assert (liveness.outcome, liveness.votes) == (outcome, tuple(votes))
