"""keep files."""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
# table, its new file column, and the text reference that it replaces
FIELDS = (
    ('appraisal', 'photo_id', 'photo_reference'),
    ('consent', 'evidence_id', 'evidence'),
    ('contract', 'document_id', None),
    ('customer', 'id_image_id', None),
    ('document_item', 'file_id', 'file_reference'),
    ('field_visit', 'photo_id', None),
    ('vehicle', 'condition_report_id', None),
)


def upgrade() -> None:
    op.create_table('attachment',
    sa.Column('id', KEY, nullable=False),
    sa.Column('media_type', sa.String(length=200), nullable=False),
    sa.Column('size', KEY, nullable=False),
    sa.Column('sha256', sa.String(length=200), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('row_key', sa.String(length=32), nullable=False),
    sa.Column('name_cipher', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['ab_user.id'], name=op.f('fk_attachment_created_by_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment')),
    sa.UniqueConstraint('place', name=op.f('uq_attachment_place'))
    )
    for table, column, replaced in FIELDS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(column, KEY, nullable=True))
            batch_op.create_index(batch_op.f(f'ix_{table}_{column}'), [column], unique=False)
            batch_op.create_foreign_key(batch_op.f(f'fk_{table}_{column}_attachment'), 'attachment', [column], ['id'])
            if replaced:
                batch_op.drop_column(replaced)
    with op.batch_alter_table('vehicle', schema=None) as batch_op:
        batch_op.alter_column('condition_report', new_column_name='condition', existing_type=sa.Text(), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table('vehicle', schema=None) as batch_op:
        batch_op.alter_column('condition', new_column_name='condition_report', existing_type=sa.Text(), existing_nullable=False)
    for table, column, replaced in FIELDS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            if replaced:
                default = {'nullable': False, 'server_default': ''} if table == 'consent' else {'nullable': True}
                batch_op.add_column(sa.Column(replaced, sa.String(length=200), **default))
            batch_op.drop_constraint(batch_op.f(f'fk_{table}_{column}_attachment'), type_='foreignkey')
            batch_op.drop_index(batch_op.f(f'ix_{table}_{column}'))
            batch_op.drop_column(column)
    op.drop_table('attachment')
