"""Alembic's entry: the app's own engine and tables, one transaction for all steps where the database can."""

from alembic import context
from flask import current_app

extension = current_app.extensions["migrate"]
engine = extension.db.engine

with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=extension.db.metadata, **extension.configure_args)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
