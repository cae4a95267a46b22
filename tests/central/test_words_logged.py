"""What central says to its log is written in its code: values come as arguments, and of what kind shows there."""

import ast
from collections.abc import Iterator
from pathlib import Path

import central

CENTRAL = Path(central.__file__).parent
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
WRITTEN_ELSEWHERE = {"web/shell.py"}
"""What is missing, in the words of web/assets.py."""


def calls(file: Path) -> Iterator[ast.Call]:
    """Every `log.LEVEL(…)`."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
            name = node.func.value
            logger = name.id if isinstance(name, ast.Name) else name.attr if isinstance(name, ast.Attribute) else ""
            if logger in ("log", "_log", "logger"):
                yield node


def test_words_are_literal() -> None:
    found = {file.relative_to(CENTRAL).as_posix(): list(calls(file)) for file in CENTRAL.rglob("*.py")}

    made_up = {
        f"{file}:{call.lineno}"
        for file, each in found.items()
        for call in each
        if not (call.args and isinstance(call.args[0], ast.Constant)) and file not in WRITTEN_ELSEWHERE
    }
    assert sum(map(len, found.values())) >= 10
    assert made_up == set()
