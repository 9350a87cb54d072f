"""absences: the end that was told

Revision ID: 0019
Revises: 0018

"""
from alembic import op
import sqlalchemy as sa


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('absences', sa.Column('told_to', sa.DateTime(timezone=True), nullable=True))
    op.execute('UPDATE absences SET told_to = to_at WHERE begun_at IS NOT NULL')


def downgrade():
    op.drop_column('absences', 'told_to')
