"""cases: what figures count; former_standings: how a case stood on days of which an event says otherwise

Revision ID: 0018
Revises: 0017

"""
import json
from datetime import datetime, timedelta, timezone

from alembic import op
import sqlalchemy as sa


revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

STEPS = ('stop', 'report', 'handle')
MINUTES = ('opened_min', *(f'{step}_min' for step in STEPS), 'closed_min')
TIMES = {'opened_at': 'opened_min', 'closed_at': 'closed_min'}
CHINA = timezone(timedelta(hours=8))
AT_ONCE = 500


def upgrade():
    # Plain ADD COLUMN on both databases: a batch would copy the table, and other rows point at it.
    for name in (*MINUTES, 'stands_min'):
        op.add_column('cases', sa.Column(name, sa.Integer(), nullable=True))
    op.create_table('former_standings',
    sa.Column('case_id', sa.String(length=36), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(length=80), nullable=False),
    sa.Column('opened_min', sa.Integer(), nullable=False),
    sa.Column('stop_min', sa.Integer(), nullable=True),
    sa.Column('report_min', sa.Integer(), nullable=True),
    sa.Column('handle_min', sa.Integer(), nullable=True),
    sa.Column('closed_min', sa.Integer(), nullable=True),
    sa.Column('stands_min', sa.Integer(), nullable=False),
    sa.Column('until_min', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('case_id', 'n', name=op.f('pk_former_standings'))
    )
    op.create_index(op.f('ix_former_standings_until_min'), 'former_standings', ['until_min'])
    _from_the_log(op.get_bind())
    op.drop_index('ix_cases_path', 'cases')
    op.create_index(
        'ix_cases_counted', 'cases',
        ['path', 'concealed_path', 'station_id', 'stands_min', *MINUTES],
        postgresql_ops={'path': 'text_pattern_ops'},
    )


def downgrade():
    op.drop_index('ix_cases_counted', 'cases')
    op.create_index('ix_cases_path', 'cases', ['path'], postgresql_ops={'path': 'text_pattern_ops'})
    op.drop_table('former_standings')
    for name in (*MINUTES, 'stands_min'):
        op.drop_column('cases', name)


def _from_the_log(bind):
    """The minutes of every case, and how it stood before: by the events, as they would have been written."""
    ids = [row[0] for row in bind.execute(sa.text('SELECT id FROM cases ORDER BY id'))]
    events = sa.text('SELECT case_id, n, content, redacted FROM events WHERE case_id IN :ids ORDER BY case_id, n')
    events = events.bindparams(sa.bindparam('ids', expanding=True))
    names = (*MINUTES, 'stands_min')
    stamp = sa.text(f"UPDATE cases SET {', '.join(f'{name} = :{name}' for name in names)} WHERE id = :case_id")
    keep = sa.text(
        f"INSERT INTO former_standings (case_id, n, path, {', '.join(names)}, until_min) "
        f"VALUES (:case_id, :n, :path, {', '.join(f':{name}' for name in names)}, :until_min)"
    )
    for first in range(0, len(ids), AT_ONCE):
        standings, former = {}, []
        for case_id, n, content, redacted in bind.execute(events, {'ids': ids[first:first + AT_ONCE]}):
            _replay(standings, former, case_id, n, content or redacted)
        if standings:
            bind.execute(stamp, [one | {'case_id': case_id} for case_id, one in standings.items()])
        if former:
            bind.execute(keep, former)


def _replay(standings, former, case_id, n, content):
    said = json.loads(content)
    before = standings.get(case_id)
    now = dict(before or dict.fromkeys(MINUTES))
    change = said.get('change') or {}
    for name, value in change.get('case', {}).items():
        if name in TIMES:
            now[TIMES[name]] = _minute(value)
        elif name == 'path':
            now['path'] = value
    for step, values in change.get('dues', {}).items():
        if 'done_at' in values:
            now[f'{step}_min'] = _minute(values['done_at'])
    received = datetime.fromisoformat(said['received_at']).astimezone(CHINA)
    today = int(received.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() // 60)
    if before is None:
        now['stands_min'] = now['opened_min']
    elif before['stands_min'] < today and _told(before, today) != _told(now, today):
        former.append(before | {'case_id': case_id, 'n': n, 'until_min': today})
        now['stands_min'] = today
    standings[case_id] = now


def _told(standing, today):
    at = [standing[name] for name in MINUTES]
    return [standing['path'], *(one if one is not None and one < today else None for one in at)]


def _minute(text):
    return None if text is None else int(datetime.fromisoformat(text).timestamp() // 60)
