"""Run by alembic for every migration."""

from alembic import context

from server.store.engine import open_engine
from server.store.every_table import metadata

url = context.config.get_main_option("sqlalchemy.url")
if url is None:
    raise RuntimeError("no database URL")

engine = open_engine(url, writes=True)
with engine.connect() as connection:
    # Batch mode: SQLite cannot alter a table, so alembic makes a new one and moves the rows.
    context.configure(
        connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
