"""What set-up makes and tests need: models, photographs, the lock's firmware. Without it they skip and say so."""

import gc
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

# Whether an example is quick enough depends on what else the machine does, so no test judges it.
# Half the usual number of examples, since hundreds of tests make some; --hypothesis-profile=default tries them all.
settings.register_profile(
    "menlu", settings(), max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("menlu")

REPO = Path(__file__).resolve().parents[1]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: takes minutes, so it begins first and no process is left alone with it")
    config.addinivalue_line("markers", "ha: a cluster on this machine; run when asked for by `-m ha`")


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: Python need not look through it for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def made_by(script: str, made: Path) -> Path:
    """`made`, or skip: scripts/`script` has not been run."""
    if not made.exists():
        pytest.skip(f"{made.name} is not there: run scripts/{script}")
    return made


class KnownRule(Rule):
    """A route of which only the first app compiles how addresses are built."""

    _builders: ClassVar[dict[str, Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        # All that werkzeug makes the builder of. It is a function of the rule, which it keeps nothing of.
        made_of = repr((self.rule, self._trace, self.defaults, append_unknown))
        if made_of not in self._builders:
            self._builders[made_of] = super()._compile_builder(append_unknown)
        return self._builders[made_of]


@pytest.fixture(scope="session", autouse=True)
def _compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Most tests make a Flask app of their own; what it takes longest for is to compile its routes and pages."""
    Flask.url_rule_class = KnownRule
    Flask.jinja_options["bytecode_cache"] = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("pages")))


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of the models."""
    return made_by("models", REPO / "models" / "sface" / "sface.onnx").parents[1]


@pytest.fixture(scope="session")
def photographs() -> Path:
    """The folder of the demo's photographs."""
    return made_by("photographs", REPO / ".cache" / "photographs" / "obama.jpg").parent


@pytest.fixture(scope="session")
def stage(models: Path, photographs: Path) -> Path:
    """All that tests.stage needs; the folder of the photographs."""
    made_by("lock-firmware", REPO / ".cache" / "lock-venv" / "menlu-installed")
    return photographs
