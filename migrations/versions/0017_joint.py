"""joint tasks and their links, the county's list, and which authority a kind belongs to

Revision ID: 0017
Revises: 0015

"""
from alembic import op
import sqlalchemy as sa


revision = '0017'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('tasks',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('case_id', sa.String(length=36), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('department', sa.String(length=12), nullable=False),
    sa.Column('instruction', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('base_level', sa.String(length=8), nullable=False),
    sa.Column('level', sa.String(length=8), nullable=False),
    sa.Column('late_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('via', sa.String(length=8), nullable=True),
    sa.Column('with_place', sa.Boolean(), nullable=False),
    sa.Column('photos', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_tasks_case_id_cases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tasks'))
    )
    op.create_index(op.f('ix_tasks_case_id'), 'tasks', ['case_id'], unique=False)
    op.create_index('ix_tasks_state_late_due', 'tasks', ['state', 'late_at', 'due_at'], unique=False)
    op.create_table('task_links',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('task_id', sa.String(length=36), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_task_links_task_id_tasks')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_links')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_task_links_token_hash'))
    )
    op.create_index(op.f('ix_task_links_task_id'), 'task_links', ['task_id'], unique=False)
    op.create_table('routings',
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.String(length=36), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_routings_by_id_people')),
    sa.PrimaryKeyConstraint('version', name=op.f('pk_routings'))
    )
    op.add_column('cases', sa.Column('listed_until', sa.DateTime(timezone=True), nullable=True))
    op.add_column('posts', sa.Column('department', sa.String(length=12), nullable=True))
    # Who sent a file is a person, or the link by which a department answered.
    with op.batch_alter_table('attachments', schema=None) as batch_op:
        batch_op.drop_constraint('fk_attachments_sender_id_people', type_='foreignkey')


def downgrade():
    op.execute("DELETE FROM attachments WHERE sender_id NOT IN (SELECT id FROM people)")
    with op.batch_alter_table('attachments', schema=None) as batch_op:
        batch_op.create_foreign_key('fk_attachments_sender_id_people', 'people', ['sender_id'], ['id'])
    op.drop_column('posts', 'department')
    op.drop_column('cases', 'listed_until')
    op.drop_table('routings')
    op.drop_index(op.f('ix_task_links_task_id'), table_name='task_links')
    op.drop_table('task_links')
    op.drop_index('ix_tasks_state_late_due', table_name='tasks')
    op.drop_index(op.f('ix_tasks_case_id'), table_name='tasks')
    op.drop_table('tasks')
