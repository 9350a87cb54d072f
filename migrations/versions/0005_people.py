"""people: codes for a new password, lists waiting to be taken over, notices of the county itself

Revision ID: 0005
Revises: 0004
"""
from alembic import op
import sqlalchemy as sa


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'reset_codes',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('code_hash', sa.String(length=64), nullable=False),
        sa.Column('person_id', sa.String(length=36), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_reset_codes_person_id_people')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_reset_codes')),
    )
    with op.batch_alter_table('reset_codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reset_codes_code_hash'), ['code_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_reset_codes_person_id'), ['person_id'], unique=False)

    op.create_table(
        'people_imports',
        sa.Column('id', sa.String(length=36), nullable=False),
        sa.Column('owner_id', sa.String(length=36), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('sheet', sa.JSON(), nullable=False),
        sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['owner_id'], ['people.id'], name=op.f('fk_people_imports_owner_id_people')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_people_imports')),
    )
    with op.batch_alter_table('people_imports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_people_imports_owner_id'), ['owner_id'], unique=False)

    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_people_phone'), ['phone'], unique=False)
        batch_op.create_index('ix_people_name_id', ['name', 'id'], unique=False)

    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.alter_column('case_id', existing_type=sa.String(length=36), nullable=True)

    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cases_lead_id'), ['lead_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cases_assistant_id'), ['assistant_id'], unique=False)


def downgrade():
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cases_assistant_id'))
        batch_op.drop_index(batch_op.f('ix_cases_lead_id'))

    op.execute('DELETE FROM notices WHERE case_id IS NULL')
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.alter_column('case_id', existing_type=sa.String(length=36), nullable=False)

    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.drop_index('ix_people_name_id')
        batch_op.drop_index(batch_op.f('ix_people_phone'))

    with op.batch_alter_table('people_imports', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_people_imports_owner_id'))

    op.drop_table('people_imports')
    with op.batch_alter_table('reset_codes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reset_codes_person_id'))
        batch_op.drop_index(batch_op.f('ix_reset_codes_code_hash'))

    op.drop_table('reset_codes')
