"""The house that is known, for the desk's tests, too."""

from tests.central.rental.housing.conftest import home

__all__ = ["home"]
