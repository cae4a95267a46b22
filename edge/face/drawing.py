"""The ROC of an evaluation as a picture; matplotlib is an extra, imported only here."""

from pathlib import Path

from edge.errors import ConfigError
from edge.face.rates import Same, Scores, false_matches, false_non_matches, roc


def draw_roc(path: Path, scores: Scores, same: Same, threshold: float) -> None:
    """Write a PNG of TAR over FMR, with the point of the shipped threshold. Raises ConfigError."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise ConfigError("--roc draws with matplotlib, which is not installed: pip install menlu[evaluate]") from None
    fmr, tar = roc(scores, same)
    # Left of one false match there is nothing to tell apart.
    least = 1 / max(1, (~same).sum())
    figure = Figure(figsize=(6, 4.5), layout="constrained")
    axes = figure.add_subplot()
    axes.semilogx(fmr.clip(least / 2), tar, drawstyle="steps-post")
    shipped = max(false_matches(scores, same, threshold).value, least / 2)
    accepted = 1 - false_non_matches(scores, same, threshold).value
    axes.plot(shipped, accepted, "o", label=f"threshold {threshold:g}")
    axes.set(
        xlabel="false match rate",
        ylabel="true accept rate",
        xlim=(least / 2, 1),
        ylim=(min(0.9, accepted - 0.02), 1.002),
    )
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend(loc="lower right")
    try:
        figure.savefig(path, format="png", dpi=120)
    except OSError as error:
        raise ConfigError(f"{path}: the ROC can't be written there: {error.strerror}") from error
