"""cases: merged into another, found again at the place of a closed one; reports that could not join

Revision ID: 0015
Revises: 0014

"""
from alembic import op
import sqlalchemy as sa


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.add_column(sa.Column('merged_into', sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column('merged_here', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('grave_by_merge', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('recurs_of', sa.String(length=36), nullable=True))
        batch_op.create_index(batch_op.f('ix_cases_merged_into'), ['merged_into'], unique=False)
        batch_op.create_index(batch_op.f('ix_cases_recurs_of'), ['recurs_of'], unique=False)
        batch_op.create_index('ix_cases_kind_lat', ['kind', 'lat'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_cases_merged_into_cases'), 'cases', ['merged_into'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_cases_recurs_of_cases'), 'cases', ['recurs_of'], ['id'])
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.add_column(sa.Column('not_joined', sa.String(length=12), nullable=True))
    with op.batch_alter_table('acts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sent_to', sa.String(length=36), nullable=True))
    with op.batch_alter_table('sights', schema=None) as batch_op:
        batch_op.add_column(sa.Column('through', sa.JSON(), nullable=True))


def downgrade():
    with op.batch_alter_table('sights', schema=None) as batch_op:
        batch_op.drop_column('through')
    with op.batch_alter_table('acts', schema=None) as batch_op:
        batch_op.drop_column('sent_to')
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.drop_column('not_joined')
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_cases_recurs_of_cases'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_cases_merged_into_cases'), type_='foreignkey')
        batch_op.drop_index('ix_cases_kind_lat')
        batch_op.drop_index(batch_op.f('ix_cases_recurs_of'))
        batch_op.drop_index(batch_op.f('ix_cases_merged_into'))
        batch_op.drop_column('recurs_of')
        batch_op.drop_column('grave_by_merge')
        batch_op.drop_column('merged_here')
        batch_op.drop_column('merged_into')
