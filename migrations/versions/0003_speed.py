"""indexes in the order of lists and changes

Revision ID: 0003
Revises: 0001
"""

from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("cases") as cases:
        cases.drop_index("ix_cases_state_due")
        cases.drop_index("ix_cases_station_id")
        cases.drop_index("ix_cases_path")
        cases.create_index("ix_cases_due", ["due_at", "id"])
        cases.create_index("ix_cases_station_due", ["station_id", "due_at", "id"])
        cases.create_index("ix_cases_station_seq", ["station_id", "last_seq"])
        # So that PostgreSQL finds paths by their bytes, whatever the language of the database.
        cases.create_index("ix_cases_path", ["path"], postgresql_ops={"path": "text_pattern_ops"})


def downgrade():
    with op.batch_alter_table("cases") as cases:
        for name in ("ix_cases_path", "ix_cases_station_seq", "ix_cases_station_due", "ix_cases_due"):
            cases.drop_index(name)
        cases.create_index("ix_cases_path", ["path"])
        cases.create_index("ix_cases_station_id", ["station_id"])
        cases.create_index("ix_cases_state_due", ["state", "due_at", "id"])
