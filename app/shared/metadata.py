"""FAB's model base with our constraint names, set here so that no table is ever declared before them."""

from flask_appbuilder import Model
from sqlalchemy.util import immutabledict

NAMING_CONVENTION: immutabledict = immutabledict(
    {
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

if Model.metadata.tables:
    raise RuntimeError("A table was declared before the naming convention: import app.shared.metadata first.")
Model.metadata.naming_convention = NAMING_CONVENTION

__all__ = ["NAMING_CONVENTION", "Model"]
