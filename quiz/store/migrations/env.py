"""Alembic runs this file to run the steps on the connection it was given.

The connection is in a write transaction already: steps that fail leave nothing half made.
"""

from alembic import context

from quiz.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
