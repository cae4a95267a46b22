"""All tables of central: importing this fills `metadata`. A new subject adds its line."""

import central.account.tables
import central.audit.tables
import central.clock.tables
import central.duties.tables
import central.edges.tables
import central.events.tables
import central.place.tables
import central.rental.desk.tables
import central.rental.guests.tables
import central.rental.housing.tables
import central.rental.landlord.tables
import central.rental.letting.tables
import central.rental.own.tables
import central.rental.phone_tables
import central.rental.registers.tables
import central.rental.storeys.tables
import central.rental.tables
import central.rental.timeline.tables
import central.rest.tables
import central.sealed.tables
import central.web.tables
import central.work.tables  # noqa: F401
from central.db import metadata

__all__ = ["metadata"]
