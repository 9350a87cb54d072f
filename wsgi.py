"""What a WSGI server loads: `gunicorn --config python:patrol.gunicorn_conf wsgi:app`."""

from patrol import create_app

app = create_app()
