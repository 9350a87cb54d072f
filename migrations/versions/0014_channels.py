"""How notices reach people: deliveries, what each person wants, browsers that show them

Revision ID: 0014
Revises: 0013

"""
from alembic import op
import sqlalchemy as sa


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade():
    # Plain ADD COLUMN on both databases: a batch would copy the table.
    op.add_column('notices', sa.Column('planned_at', sa.DateTime(timezone=True), nullable=True))
    # What was told before there were channels is not sent after people now.
    op.execute('UPDATE notices SET planned_at = created_at')
    op.create_index('ix_notices_planned_created', 'notices', ['planned_at', 'created_at'], unique=False)
    op.create_table('notice_settings',
    sa.Column('person_id', sa.String(length=36), nullable=False),
    sa.Column('email', sa.String(length=120), nullable=True),
    sa.Column('wecom', sa.String(length=64), nullable=True),
    sa.Column('dingtalk', sa.String(length=64), nullable=True),
    sa.Column('off', sa.JSON(), nullable=False),
    sa.Column('quiet_from', sa.Integer(), nullable=True),
    sa.Column('quiet_to', sa.Integer(), nullable=True),
    sa.Column('digest_hour', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_notice_settings_person_id_people')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_notice_settings'))
    )
    op.create_table('push_subscriptions',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('person_id', sa.String(length=36), nullable=False),
    sa.Column('device_id', sa.String(length=36), nullable=False),
    sa.Column('endpoint', sa.Text(), nullable=False),
    sa.Column('p256dh', sa.String(length=100), nullable=False),
    sa.Column('auth', sa.String(length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['device_id'], ['devices.id'], name=op.f('fk_push_subscriptions_device_id_devices')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_push_subscriptions_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_push_subscriptions')),
    sa.UniqueConstraint('device_id', name=op.f('uq_push_subscriptions_device_id'))
    )
    with op.batch_alter_table('push_subscriptions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_push_subscriptions_person_id'), ['person_id'], unique=False)
    op.create_table('deliveries',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('notice_id', sa.String(length=36), nullable=True),
    sa.Column('person_id', sa.String(length=36), nullable=True),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('subject', sa.String(length=60), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('digest_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('watch_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lease_by', sa.String(length=80), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=24), nullable=True),
    sa.Column('answer', sa.String(length=40), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['notice_id'], ['notices.id'], name=op.f('fk_deliveries_notice_id_notices')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_deliveries_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliveries')),
    sa.UniqueConstraint('notice_id', 'channel', name=op.f('uq_deliveries_notice_id'))
    )
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.create_index('ix_deliveries_person_digest', ['person_id', 'digest_at'], unique=False)
        batch_op.create_index('ix_deliveries_state_channel_due', ['state', 'channel', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_deliveries_watch_at'), ['watch_at'], unique=False)


def downgrade():
    for table in ('deliveries', 'push_subscriptions', 'notice_settings'):
        op.drop_table(table)
    op.drop_index('ix_notices_planned_created', table_name='notices')
    op.drop_column('notices', 'planned_at')
