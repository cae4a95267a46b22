from pathlib import Path

import pytest

from edge.errors import ConfigError
from edge.face.evaluation import Pair, evaluate, read_pairs, report
from edge.face.probe import Prober

HEAD = "fold,a,b,same\n"
ENOUGH = "1,a.jpg,b.jpg,1\n2,a.jpg,c.jpg,0\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "pairs.csv"
    path.write_text(text)
    return path


def test_pairs_are_read_whatever_the_order_of_the_columns(tmp_path: Path) -> None:
    text = "same,b,a,fold,note\n1,b.jpg,a.jpg,1,x\n0,c.jpg,a.jpg,2,y\n"

    assert read_pairs(written(tmp_path, text)) == read_pairs(written(tmp_path, HEAD + ENOUGH))
    assert read_pairs(written(tmp_path, "\ufeff" + HEAD + ENOUGH))[0] == Pair("1", "a.jpg", "b.jpg", True)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "column fold is missing"),
        ("fold,a,b,label\n", "column same is missing"),
        (HEAD + "1,a.jpg,b.jpg,yes\n", r"line 2: same = 'yes'; accepted are 1"),
        (HEAD + "1,a.jpg\n", "line 2: expected four values"),
        (HEAD + "1,a.jpg,b.jpg,1\n", "two folds or more"),
        (HEAD, "two folds or more"),
        (HEAD + "1,a.jpg,b.jpg,1\n1,a.jpg,c.jpg,0\n", "two folds or more"),
        (HEAD + "1,a.jpg,b.jpg,1\n2,a.jpg,c.jpg,1\n", "pairs of two"),
    ],
)
def test_a_list_that_does_not_serve_is_told_with_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        read_pairs(written(tmp_path, text))


def test_a_list_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_bytes(b"\xff\xd8\xff\xe0")

    with pytest.raises(ConfigError, match="can't be read as CSV"):
        read_pairs(path)


def test_accuracy_on_photographs_of_many_people_is_as_promised(prober: Prober, lab: Path) -> None:
    """A wrong colour order or alignment costs far more than the margin here."""
    told: list[int] = []

    evaluation = evaluate(
        prober, read_pairs(lab / "pairs.csv"), lab / "images", lambda done, of: told.append(of - done)
    )
    figures = report(evaluation, threshold=0.424)

    assert evaluation.failures == []
    assert evaluation.scores[evaluation.same].mean() > 0.64
    assert evaluation.scores[~evaluation.same].mean() < 0.12
    assert isinstance(figures["accuracy"], float)
    assert figures["accuracy"] >= 0.99
    assert figures["fmr"] == 0
    assert told[-1] == 0
