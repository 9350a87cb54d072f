"""areas: what becomes of them, and files of them on their way in

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-26 08:00:00

"""
from alembic import op
import sqlalchemy as sa


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


# Without batch mode: SQLite adds and drops these columns in place, while a table made anew and put in the old one's
# stead would break the foreign keys that lead to it.
def upgrade():
    op.add_column('county', sa.Column('areas_edition', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('areas', sa.Column('edition', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('stations', sa.Column('to_on', sa.Date(), nullable=True))
    op.add_column('posts', sa.Column('continues_id', sa.Integer(), nullable=True))
    op.create_table('former_paths',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('area_id', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(length=80), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['area_id'], ['areas.id'], name=op.f('fk_former_paths_area_id_areas')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_former_paths'))
    )
    with op.batch_alter_table('former_paths', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_former_paths_area_id'), ['area_id'], unique=False)
    op.create_table('area_files',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('owner_id', sa.String(length=36), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['people.id'], name=op.f('fk_area_files_owner_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_area_files'))
    )
    with op.batch_alter_table('area_files', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_area_files_owner_id'), ['owner_id'], unique=False)


def downgrade():
    op.drop_table('area_files')
    op.drop_table('former_paths')
    op.drop_column('posts', 'continues_id')
    op.drop_column('stations', 'to_on')
    op.drop_column('areas', 'edition')
    op.drop_column('county', 'areas_edition')
