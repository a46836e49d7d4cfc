"""What stands in assets that are found by their words, at any depth."""

from django.db.models.expressions import RawSQL

from progres.assets.queries import search_assets
from progres.database.scope import Scope

_INSIDE = """
with recursive inside as (
    {found} union
    select asset.id from asset join inside on asset.parent_id = inside.id
)
select id from inside
"""


def assets_with_words(scope: Scope, text: str) -> RawSQL:
    """Ids of the assets that `search_assets` finds, and of all that stands in them.

    For a condition such as `asset_id__in`.
    """
    found = search_assets(scope, text=text).order_by().values("id")
    statement, values = found.query.sql_with_params()
    return RawSQL(_INSIDE.format(found=statement), values)  # noqa: S611 our own statement
