"""Run by Alembic: the migrations, inside the transaction of the connection that is handed over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
