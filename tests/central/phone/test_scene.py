"""What the page at the door shows, for every way an enrolment can stand: never a dead end, never an act of its own."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.phone.scene import ANSWERS_WITHIN, SPEAKS_WITHIN, scene_of
from central.phone.words import ACTS, OUTCOMES, REASONS, SCENES, Trouble
from central.rental import steering
from central.rental.service import Standing
from wire.steering import Act, Progress

NOW = 1_800_000_000_000
FACE = Progress("p", 5, "face", ["alive", "decline", "cancel"], "看镜头", 0.4)


def standing(**values: Any) -> Standing:
    """At the door, nothing touched yet, the box just heard."""
    nothing: dict[str, Any] = {"progress": None, "heard_at": None, "touched_at": None, "act": "", "answer": ""}
    return Standing(**(nothing | {"box_seen": NOW, "is_used": False} | values))


def test_at_first_there_is_one_thing_to_touch() -> None:
    scene = scene_of(standing(), NOW)

    assert (scene.name, scene.acts, scene.serial, scene.trouble, scene.busy) == ("begin", ("begin",), 0, None, False)


def test_while_the_box_is_asked_nothing_is_touched_again() -> None:
    scene = scene_of(standing(touched_at=NOW - 100, act="begin", answer="waiting"), NOW)

    assert (scene.name, scene.acts, scene.busy) == ("asked", (), True)


def test_a_box_that_does_not_answer_is_told_with_a_way_on() -> None:
    touched = standing(touched_at=NOW - ANSWERS_WITHIN, act="begin", answer="waiting")

    scene = scene_of(touched, NOW)

    assert (scene.name, scene.acts, scene.trouble, scene.busy) == ("begin", ("begin",), Trouble.UNREACHABLE, False)
    assert scene_of(touched, NOW - 1).trouble is None


def test_a_box_that_is_away_is_told_before_anything_is_touched() -> None:
    for seen in (None, NOW - SPEAKS_WITHIN - 1):
        assert scene_of(standing(box_seen=seen), NOW).trouble is Trouble.UNREACHABLE


@pytest.mark.parametrize(
    ("answer", "trouble"), [("refused", Trouble.REFUSED), ("expired", Trouble.LATE), ("done", None)]
)
def test_what_the_box_answers_to_a_touch_is_told(answer: str, trouble: Trouble | None) -> None:
    scene = scene_of(standing(touched_at=NOW - 1, act="begin", answer=answer), NOW)

    assert (scene.trouble, scene.acts, scene.busy) == (trouble, ("begin",), False)


def test_an_enrolment_shows_exactly_what_can_be_touched() -> None:
    scene = scene_of(standing(progress=FACE, heard_at=NOW), NOW)

    assert (scene.name, scene.serial, scene.said, scene.done) == ("face", 5, "看镜头", 0.4)
    assert set(scene.acts) == {"decline", "cancel"}, "that somebody is there is only said when they are asked"


def test_whoever_is_asked_says_that_they_are_there_or_ends_it() -> None:
    asked = Progress("p", 6, "document", ["alive", "staff", "cancel"], asks=True)

    assert scene_of(standing(progress=asked, heard_at=NOW), NOW).acts == ("alive", "cancel")


def test_a_touch_is_answered_by_whatever_the_box_says_after_it() -> None:
    before = standing(progress=FACE, heard_at=NOW - 2, touched_at=NOW - 1, act="decline", answer="waiting")
    after = standing(progress=FACE, heard_at=NOW, touched_at=NOW - 1, act="decline", answer="waiting")

    assert scene_of(before, NOW).busy
    assert not scene_of(after, NOW).busy
    assert scene_of(before, NOW).mark != scene_of(after, NOW).mark


def test_a_box_that_falls_silent_in_the_middle_leaves_a_beginning() -> None:
    scene = scene_of(standing(progress=FACE, heard_at=NOW, box_seen=NOW - SPEAKS_WITHIN - 1), NOW)

    assert scene.trouble is Trouble.UNREACHABLE
    assert "begin" in scene.acts


def test_who_has_registered_has_nothing_more_to_do() -> None:
    scene = scene_of(standing(is_used=True), NOW)

    assert (scene.name, scene.acts) == ("over", ())


@pytest.mark.parametrize("outcome", sorted(OUTCOMES))
def test_the_end_is_told_by_its_outcome(outcome: str) -> None:
    told = Progress("p", 9, "result", ["open", "finish"], outcome=outcome, reasons=["expired"], until=NOW)

    scene = scene_of(standing(progress=told, heard_at=NOW, is_used=True), NOW)

    assert scene.words == OUTCOMES[outcome]
    assert (scene.acts, scene.reasons, scene.until) == (("open", "finish"), ("expired",), NOW)


PROGRESS = st.builds(
    Progress,
    preparation=st.just("p"),
    serial=st.integers(1, 9),
    state=st.sampled_from(sorted(steering.STATES)),
    acts=st.lists(st.sampled_from(list(Act)), unique=True).map(lambda acts: [act.value for act in acts]),
    asks=st.booleans(),
    outcome=st.sampled_from(["", *OUTCOMES]),
)


@given(
    st.builds(
        Standing,
        progress=st.none() | PROGRESS,
        heard_at=st.none() | st.integers(NOW - 20_000, NOW),
        touched_at=st.none() | st.integers(NOW - 20_000, NOW),
        act=st.sampled_from(["", *Act]),
        answer=st.sampled_from(["", "waiting", "done", "refused", "expired"]),
        box_seen=st.none() | st.integers(NOW - 100_000, NOW),
        is_used=st.booleans(),
    )
)
def test_every_scene_has_words_and_offers_what_the_box_does(found: Standing) -> None:
    scene = scene_of(found, NOW)

    assert scene.words[1]
    assert set(scene.acts) <= set(ACTS)
    offered = set(found.progress.acts) | {"alive", "begin"} if found.progress else {"begin"}
    assert set(scene.acts) <= offered
    if found.progress is None:
        assert scene.acts or scene.busy or found.is_used, "a dead end"


def test_everything_a_box_may_say_has_its_words() -> None:
    assert set(SCENES) >= steering.STATES - {"result"}
    assert set(REASONS) == set(steering.REASONS)
    assert set(OUTCOMES) == set(steering.OUTCOMES)
    assert set(ACTS) == set(Act)
