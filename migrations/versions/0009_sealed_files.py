"""sealed_imports: sealed files between check and import; devices: what is unsent on a phone, as it said itself

Revision ID: 0009
Revises: 0008

"""
from alembic import op
import sqlalchemy as sa


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('sealed_imports',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('owner_id', sa.String(length=36), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('summary', sa.JSON(), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['owner_id'], ['people.id'], name=op.f('fk_sealed_imports_owner_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sealed_imports'))
    )
    with op.batch_alter_table('sealed_imports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sealed_imports_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_sealed_imports_owner_id'), ['owner_id'], unique=False)
    # Plain ADD COLUMN on both databases: a batch would copy the table, and other rows point at it.
    op.add_column('devices', sa.Column('unsent', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('devices', sa.Column('unsent_since', sa.DateTime(timezone=True), nullable=True))
    op.add_column('devices', sa.Column('unsent_at', sa.DateTime(timezone=True), nullable=True))


def downgrade():
    for name in ('unsent_at', 'unsent_since', 'unsent'):
        op.drop_column('devices', name)
    op.drop_table('sealed_imports')
