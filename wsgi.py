"""What a WSGI server loads: `gunicorn --config python:patrol.gunicorn_conf wsgi:app`."""

from patrol import create_app
from patrol.backup.returning import stop_if_half

app = create_app()
stop_if_half(app)
