"""dues: the time for a decision may be lengthened; absences

Revision ID: 0013
Revises: 0012

"""
from alembic import op
import sqlalchemy as sa


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('dues', schema=None) as batch_op:
        batch_op.add_column(sa.Column('extended_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        'absences',
        sa.Column('id', sa.String(length=36), nullable=False),
        sa.Column('person_id', sa.String(length=36), nullable=False),
        sa.Column('from_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('to_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('begun_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('over_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_absences_person_id_people')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_absences')),
    )
    with op.batch_alter_table('absences', schema=None) as batch_op:
        batch_op.create_index('ix_absences_person_to', ['person_id', 'to_at'], unique=False)
        batch_op.create_index('ix_absences_over_to', ['over_at', 'to_at'], unique=False)


def downgrade():
    op.drop_table('absences')
    with op.batch_alter_table('dues', schema=None) as batch_op:
        batch_op.drop_column('extended_at')
