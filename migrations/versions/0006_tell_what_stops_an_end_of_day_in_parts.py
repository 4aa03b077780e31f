"""tell what stops an end of day in parts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')


def upgrade() -> None:
    # A day that is stopped says it again when its books are checked again.
    op.add_column('end_of_day_run', sa.Column('differences', _JSON, nullable=False, server_default='[]'))
    op.drop_column('end_of_day_run', 'problem')
    op.add_column('parked_contract', sa.Column('step', sa.String(length=200), nullable=False, server_default=''))


def downgrade() -> None:
    op.drop_column('parked_contract', 'step')
    op.add_column('end_of_day_run', sa.Column('problem', sa.Text(), nullable=True))
    op.drop_column('end_of_day_run', 'differences')
