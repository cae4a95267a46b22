"""How far a head has turned, seen in a way that a flat picture can't imitate: plane and parallax.

Two pictures of a plane differ by a homography, whatever the tilt, distance and lens without distortion. Eyes and
corners of the mouth lie nearly in a plane; their four points before and now give its homography exactly. It says where
the nose would be now if it lay in that plane, too. A living nose stands out by 0.3 to 0.45 distances between the eyes,
so it is elsewhere once the head turns: that is its *parallax*. The nose of a flat print or screen is where the
homography says, however it is moved, tilted or brought near (Irani and Anandan, "Parallax geometry of pairs of points
for 3D scene analysis", 1996).

What five points can't show: a print bent like a face, a mask, and a video of a head that turns have parallax, too.
"""

import numpy as np
from numpy.typing import NDArray

from edge.face.detect import Points

RELIEF = 0.4
"""How far the tip of the nose stands before the plane of eyes and mouth, in distances between the eyes.

A mean of adults; it serves to tell people degrees, no decision rests on it."""
NO_LENGTH = 1e-9
"""Stands for the length of what has none, where something is divided by it."""
EDGE, FACE_ON = 0.2, 0.97
"""Foreshortening is taken as no less than seen from the edge, and no more than at 14°, where it tells little."""
NOSE = 2
PLANE = [0, 1, 3, 4]
"""The points taken as a plane: eyes, corners of the mouth."""
Homography = NDArray[np.float64]
"""3 × 3: maps points of a plane in one picture to another, up to scale."""


def parallax(front: Points, now: Points) -> float:
    """How far the nose is beside the place a flat picture's would have, in distances between the eyes.

    front: the five points of the same person who looked straight ahead. Positive: the nose is too far to the picture's
    right, the head has turned to the person's left (in a picture that is not mirrored). About `RELIEF` × tan(angle of
    turn). Not a number where four points lie on a line.
    """
    before, after = front.astype(np.float64), now.astype(np.float64)
    across = after[1] - after[0]
    mapped = through(before[PLANE], after[PLANE]) @ (*before[NOSE], 1.0)
    flat = mapped[:2] / mapped[2] if mapped[2] else np.full(2, np.nan)
    length = float(across @ across)
    return float((after[NOSE] - flat) @ across) / length if length else float("nan")


def relief(front: Points, now: Points) -> float:
    """How far the nose stands out, in distances between the eyes, told from a turn: parallax by its angle's tangent.

    The angle is told by the foreshortening. Means something only once the face has turned by 15° or so; a flat picture
    comes near 0, heads to 0.3 and more.
    """
    narrowed = min(max(foreshortening(front, now), EDGE), FACE_ON)
    return abs(parallax(front, now)) / float(np.tan(np.arccos(narrowed)))


def foreshortening(front: Points, now: Points) -> float:
    """How wide the face is for its height, as a share of what it was; about the cosine of the angle of turn."""
    return _proportion(now) / max(_proportion(front), NO_LENGTH)


def height(points: Points) -> float:
    """The distance from between the eyes to between the corners of the mouth, pixels; a turn to the side keeps it."""
    left, right, _, mouth_left, mouth_right = points.astype(np.float64)
    return float(np.linalg.norm(mouth_left + mouth_right - left - right)) / 2


def degrees(parallax: float) -> float:
    """The angle of turn that a parallax stands for, of a head with a nose of mean relief."""
    return float(np.degrees(np.arctan(parallax / RELIEF)))


def through(before: NDArray[np.float64], after: NDArray[np.float64]) -> Homography:
    """The homography that maps four points exactly; all NaN if three of them lie on a line.

    The direct linear transformation with the last element fixed at 1 (Hartley and Zisserman, "Multiple View Geometry",
    4.1), about the means, which keeps the numbers near one another.
    """
    from_mean, to_mean = before.mean(axis=0), after.mean(axis=0)
    rows, values = [], []
    for (x, y), (u, v) in zip(before - from_mean, after - to_mean, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    try:
        solved = np.append(np.linalg.solve(np.array(rows), np.array(values)), 1.0).reshape(3, 3)
    except np.linalg.LinAlgError:
        return np.full((3, 3), np.nan)
    return np.asarray(_shift(to_mean) @ solved @ _shift(-from_mean))


def _proportion(points: Points) -> float:
    return float(np.linalg.norm(points[1] - points[0])) / max(height(points), NO_LENGTH)


def _shift(by: NDArray[np.float64]) -> Homography:
    return np.array([[1.0, 0.0, by[0]], [0.0, 1.0, by[1]], [0.0, 0.0, 1.0]])
