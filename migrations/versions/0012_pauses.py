"""dues: their clocks may stand still

Revision ID: 0012
Revises: 0009

"""
from alembic import op
import sqlalchemy as sa


revision = '0012'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('dues', schema=None) as batch_op:
        batch_op.add_column(sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('paused_for', sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column('paused_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_dues_paused_until'), ['paused_until'], unique=False)


def downgrade():
    with op.batch_alter_table('dues', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_dues_paused_until'))
        batch_op.drop_column('paused_until')
        batch_op.drop_column('paused_for')
        batch_op.drop_column('paused_at')
