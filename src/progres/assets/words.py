"""The words by whose beginnings assets are found."""

from progres.assets.models import Asset, AssetWord
from progres.database.scope import Scope
from progres.database.words import indexed_words


def index_words(scope: Scope, asset: Asset) -> None:
    """Let an asset be found by its name and its address as they are now."""
    AssetWord.objects.of(scope).filter(asset=asset).delete()
    words = indexed_words(asset.name, asset.street, asset.postal_code, asset.city)
    AssetWord.objects.bulk_create(  # tenancy: words of this asset
        AssetWord(tenant_id=asset.tenant_id, asset_id=asset.id, word=word)
        for word in words
    )
