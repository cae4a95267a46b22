"""Who works at the front desk, and who may look at its board."""

from typing import Final

from central.web.roles import Role

DESK: Final = (Role.OFFICE, Role.REGISTRAR)
SEES_DESK: Final = (*DESK, Role.SQUAD_LEADER, Role.AUDITOR)
