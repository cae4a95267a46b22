"""Gunicorn for central: several processes on one host, behind a TLS proxy (nginx.conf, Caddyfile).

    gunicorn --config deploy/gunicorn.conf.py

Central's own settings say the rest (docs/central.md): `listen`, and `threads` of each process. WEB_CONCURRENCY is the
number of processes. Not for the open network: a body that trickles in holds a thread here, so a proxy has to take it
first.
"""

import os
import shutil
import tempfile

from central.config import load
from central.logs import log
from central.schema import current_database

_settings = load(None, os.environ, {})

wsgi_app = "central.wsgi:app()"
worker_class = "central.worker.Worker"
logger_class = "central.worker.Logger"
bind = str(_settings.listen)
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Eight are always free for pages; each live page and each box that waits for orders holds one of the others.
threads = _settings.threads
worker_connections = 1000
# Longer than the proxy keeps an idle connection, so that it never sends into one that is being closed.
keepalive = 90
graceful_timeout = 30
# s without a sign of life of a process's main loop.
timeout = 60
# Bytes; the whole body is limited to 8 MiB by central.
limit_request_line = 8190
limit_request_fields = 100
limit_request_field_size = 8190
# The proxy says from where a request comes to central itself (`proxy`), and nothing to gunicorn.
secure_scheme_headers = {}
control_socket_disable = True

# Where the processes put together what they count; it has to be set before any of them imports prometheus_client.
_counted = os.environ.get("PROMETHEUS_MULTIPROC_DIR") or tempfile.mkdtemp(prefix="menlu-metrics-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = _counted


def on_starting(_):
    with current_database(_settings.database):
        pass


def when_ready(server):
    for listener in server.LISTENERS:
        log.info("central listens at %s", listener)


def child_exit(_, worker):
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)


def on_exit(_):
    shutil.rmtree(_counted, ignore_errors=True)
