"""Rules of the chain in versions, and what the office keeps: views, callers, looks, checks of the log

Revision ID: 0006
Revises: 0005

"""
import json
from datetime import datetime

from alembic import op
import sqlalchemy as sa


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('rules',
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.String(length=36), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_rules_by_id_people')),
    sa.PrimaryKeyConstraint('version', name=op.f('pk_rules'))
    )
    op.create_table('saved_views',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('person_id', sa.String(length=36), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('query', sa.String(length=1000), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_saved_views_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_views')),
    sa.UniqueConstraint('person_id', 'name', name=op.f('uq_saved_views_person_id'))
    )
    op.create_table('callers',
    sa.Column('report_id', sa.String(length=36), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=True),
    sa.Column('phone', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['report_id'], ['reports.id'], name=op.f('fk_callers_report_id_reports')),
    sa.PrimaryKeyConstraint('report_id', name=op.f('pk_callers'))
    )
    op.create_table('looks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.String(length=36), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.String(length=36), nullable=False),
    sa.Column('what', sa.String(length=10), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_looks'))
    )
    with op.batch_alter_table('looks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_looks_at'), ['at'], unique=False)
    op.create_table('checks',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.String(length=36), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('steps', sa.Integer(), nullable=False),
    sa.Column('steps_done', sa.Integer(), nullable=False),
    sa.Column('events', sa.Integer(), nullable=True),
    sa.Column('found', sa.Integer(), nullable=True),
    sa.Column('findings', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_checks_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checks'))
    )
    with op.batch_alter_table('checks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_checks_asked_at'), ['asked_at'], unique=False)
    # Plain ADD COLUMN on both databases: a batch would copy the table of cases, and nothing here needs that.
    op.add_column('cases', sa.Column('rules_version', sa.Integer(), nullable=True))
    op.add_column('dues', sa.Column('rule', sa.JSON(), nullable=True))
    _looks_so_far()


def _looks_so_far():
    """Looks stood only in the events of their cases until now."""
    connection = op.get_bind()
    events = sa.table('events', sa.column('seq'), sa.column('case_id'), sa.column('n'), sa.column('content'),
                      sa.column('redacted'))
    looks = sa.table('looks', sa.column('case_id'), sa.column('n'), sa.column('person_id'), sa.column('what'),
                     sa.column('at', sa.DateTime(timezone=True)))
    text = sa.func.coalesce(events.c.content, events.c.redacted)
    question = sa.select(events.c.case_id, events.c.n, text).where(
        events.c.case_id.is_not(None), text.contains('"act":"look"')).order_by(events.c.seq)
    for case_id, n, content in connection.execute(question).all():
        said = json.loads(content)
        if said.get('act') == 'look':
            at = datetime.fromisoformat(said['received_at'])
            connection.execute(looks.insert().values(
                case_id=case_id, n=n, person_id=said['by'], what=said['what'],
                at=at.replace(tzinfo=None) if connection.dialect.name == 'sqlite' else at))


def downgrade():
    op.drop_column('dues', 'rule')
    op.drop_column('cases', 'rules_version')
    for table in ('checks', 'looks', 'callers', 'saved_views', 'rules'):
        op.drop_table(table)
