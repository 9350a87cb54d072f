"""How the web is served. Threads are cheap and mostly wait for slow phones; processes cost memory."""

from __future__ import annotations

import gc
import os
import resource

from patrol import gunicorn_tls
from patrol.config import read
from patrol.lifeline import give_memory_back, tie_to_parent

_settings = read()

worker_class = "patrol.gunicorn_worker.PatientWorker"
workers = _settings.web_processes
threads = _settings.web_threads
preload_app = True

# A connection that waits holds no thread, so many phones may keep theirs open.
worker_connections = 2000
FILES = 16384
backlog = 1024
keepalive = 30

# The heartbeat is the main loop's, which never touches a request: an upload of an hour is not cut by it.
timeout = 60
graceful_timeout = 10

limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190

loglevel = "warning"
control_socket_disable = True
# The heartbeat files are touched every second: in memory where there is such a place, not on the disk.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def when_ready(_server):
    # What is there when the processes fork stays shared: the collector would write to each of these objects.
    gc.collect()
    gc.freeze()


def post_fork(server, _worker):
    give_memory_back()
    # An open app holds a connection; most systems begin with 1024 files for a process and permit many more.
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(files, wanted), most))
    # A report makes thousands of objects and hardly a cycle: to look at every 700th cost a twenty-fifth of it.
    gc.set_threshold(20_000, 10, 10)
    # At once, not gracefully: a worker without a master would keep the port from the next start.
    tie_to_parent(server.pid)


def ssl_context(conf, _default):
    return gunicorn_tls.context(conf.certfile, conf.keyfile)
