"""Central for a server that runs several processes: `gunicorn --config deploy/gunicorn.conf.py`.

The settings come from the environment; MENLU_CENTRAL_CONFIG may name a file.
"""

import os

from flask import Flask

from central import config as settings
from central.app import create_app
from central.audit.settings import note_settings
from central.schema import current_database


def app() -> Flask:
    """The app of one process. Raises CentralError, also when the tables are not this version's."""
    config = settings.load(None, os.environ, {})
    with current_database(config.database) as database:
        note_settings(database, config)
        return create_app(config)
