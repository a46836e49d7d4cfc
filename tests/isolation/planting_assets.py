"""Buildings of an instance, their types, and files of things."""

from progres.assets.actions import create_asset
from progres.assets.checks import AssetFields, AssetTypeFields
from progres.assets.queries import get_asset
from progres.assets.type_actions import create_asset_type
from progres.files.actions import Upload, keep_file
from progres.files.queries import Owner
from progres.files.rules import Use
from tests.isolation.planting_people import Ids, numbers
from tests.isolation.times import NOW
from tests.isolation.tree import Home


def plant_asset(home: Home) -> Ids:
    """A building of an own type, and a type that instances below see, too."""
    word = home.word
    own, _shared = (
        create_asset_type(
            AssetTypeFields(
                name=f"Pumpwerk {mark} {next(numbers)}",
                field_specs=[{"key": "owner", "label_de": f"Betreiber {mark}"}],
                shared=shared,
            ),
            tenant=home.tenant,
            by=home.admin,
            at=NOW,
        )
        for mark, shared in ((word, False), (home.shared_word, True))
    )
    asset = create_asset(
        AssetFields(
            name=f"Halle {word}",
            type_id=own.id,
            values={"owner": f"Herr {word}"},
            latitude=52.5,
            longitude=13.4,
            contacts=f"Kontakt {word}",
            notes=f"Notiz {word}",
            street=f"Weg 2 {word}",
            postal_code=word[:20],
            city=f"Stadt {word}",
            country=word,
        ),
        tenant=home.tenant,
        by=home.admin,
        at=NOW,
    )
    return {"asset_id": asset.id, "asset_type_id": own.id}


def plant_asset_file(home: Home) -> Ids:
    """A file of a building."""
    asset = get_asset(home.admin.scope, int(str(home.ids["asset_id"])))
    file = keep_file(
        Upload(
            name=f"Plan {home.word} {next(numbers)}.txt", content=home.word.encode()
        ),
        use=Use.FILE,
        thing=asset,
        owner=Owner("asset_id", asset.id),
        by=home.admin,
        at=NOW,
    )
    return {"file_id": file.id}
