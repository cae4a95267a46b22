import pytest

from tests.fakes import lock_process


@pytest.fixture(scope="session")
def firmware() -> None:
    """libosdp's environment is there; a machine that can't make it skips."""
    reason = lock_process.prepare()
    if reason is not None:
        pytest.skip(f"no lock firmware here: {reason}")
