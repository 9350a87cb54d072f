"""storage: walks, levels, how long photos are kept, and which were let go; one table of files that wait

Revision ID: 0008
Revises: 0007

"""
from alembic import op
import sqlalchemy as sa


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('storage_walks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('next_slice', sa.Integer(), nullable=False),
    sa.Column('found', sa.JSON(), nullable=False),
    sa.Column('swept', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_storage_walks'))
    )
    op.create_table('storage_levels',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('level', sa.String(length=8), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_storage_levels'))
    )
    op.create_table('retentions',
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.String(length=36), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_retentions_by_id_people')),
    sa.PrimaryKeyConstraint('version', name=op.f('pk_retentions'))
    )
    # Files that wait for their confirmation have one table now. What waits while this runs is chosen once more.
    for table in ('area_files', 'people_imports'):
        op.drop_table(table)
    op.create_table('waiting_files',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('of', sa.String(length=8), nullable=False),
    sa.Column('owner_id', sa.String(length=36), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('sheet', sa.JSON(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['owner_id'], ['people.id'], name=op.f('fk_waiting_files_owner_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_waiting_files'))
    )
    with op.batch_alter_table('waiting_files', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_waiting_files_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_waiting_files_expires_at'), ['expires_at'], unique=False)
    # Plain ADD COLUMN on both databases: a batch would copy the tables of all photos.
    op.add_column('attachments', sa.Column('expired_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('blobs', sa.Column('let_go_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_cases_closed', 'cases', ['closed_at'], unique=False)
    op.create_index('ix_blobs_stored', 'blobs', ['stored_at', 'bytes'], unique=False)


def downgrade():
    op.drop_index('ix_cases_closed', table_name='cases')
    op.drop_index('ix_blobs_stored', table_name='blobs')
    op.drop_column('blobs', 'let_go_at')
    op.drop_column('attachments', 'expired_at')
    for table in ('waiting_files', 'retentions', 'storage_levels', 'storage_walks'):
        op.drop_table(table)
    op.create_table('area_files',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('owner_id', sa.String(length=36), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['people.id'], name=op.f('fk_area_files_owner_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_area_files'))
    )
    op.create_table('people_imports',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('owner_id', sa.String(length=36), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('sheet', sa.JSON(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['owner_id'], ['people.id'], name=op.f('fk_people_imports_owner_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people_imports'))
    )
    for table in ('area_files', 'people_imports'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f'ix_{table}_owner_id'), ['owner_id'], unique=False)
