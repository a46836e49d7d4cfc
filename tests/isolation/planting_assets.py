"""Buildings of an instance, their types, and files of things."""

from progres.assets.actions import create_asset
from progres.assets.checks import AssetFields, AssetTypeFields
from progres.assets.queries import get_asset
from progres.assets.type_actions import create_asset_type
from progres.devices.plans import Spot, place_on_plan
from progres.devices.queries import (
    get_device,
    get_device_type,
    search_device_types,
)
from progres.files.actions import Upload, keep_file, use_file
from progres.files.queries import Owner
from progres.files.rules import Use
from progres.metering.queries import get_point
from tests.files.samples import picture
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
            responsible_id=home.admin.user.id,
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
    name = f"Plan {home.word} {next(numbers)}.txt"
    file = keep_file(
        Upload(name=name, content=home.word.encode()),
        use=Use.FILE,
        thing=asset,
        owner=Owner("asset_id", asset.id),
        by=home.admin,
        at=NOW,
    )
    return {"file_id": file.id}


def plant_plan(home: Home) -> Ids:
    """The floor plan of the building, and where a device of it is."""
    asset = get_asset(home.admin.scope, int(str(home.ids["asset_id"])))
    keep_file(
        _photo(home.word),
        use=Use.PLAN,
        thing=asset,
        owner=Owner("asset_id", asset.id),
        by=home.admin,
        at=NOW,
    )
    spots: dict[int, Spot | None] = {
        int(str(home.ids["device_id"])): Spot(x=0.5, y=0.5)
    }
    place_on_plan(asset.id, spots, by=home.admin, at=NOW)
    return {}


def plant_device_photo(home: Home) -> Ids:
    """A photo of a device."""
    device = get_device(home.admin.scope, int(str(home.ids["device_id"])))
    file = keep_file(
        _photo(home.word),
        use=Use.PHOTO,
        thing=device,
        owner=Owner("device_id", device.id),
        by=home.admin,
        at=NOW,
    )
    return {"photo_id": file.id}


def plant_meter_photo(home: Home) -> Ids:
    """A photo of an exchange, kept before and given to the meter."""
    point = get_point(home.admin.scope, int(str(home.ids["point_id"])))
    file = keep_file(
        _photo(home.word),
        use=Use.PHOTO,
        thing=point,
        owner=Owner("measuring_point_id", point.id),
        waits=True,
        by=home.admin,
        at=NOW,
    )
    use_file(
        file.id,
        point_id=point.id,
        meter_id=int(str(home.ids["meter_id"])),
        thing=point,
        by=home.admin,
        at=NOW,
    )
    return {"meter_photo_id": file.id}


def plant_type_picture(home: Home) -> Ids:
    """A picture of the own type, and of the one that instances below see, too."""
    scope = home.admin.scope
    own = get_device_type(scope, int(str(home.ids["device_type_id"])))
    shared = search_device_types(scope, text=home.shared_word)[0]
    for word, device_type in ((home.word, own), (home.shared_word, shared)):
        keep_file(
            _photo(word),
            use=Use.PICTURE,
            thing=device_type,
            owner=Owner("device_type_id", device_type.id),
            by=home.admin,
            at=NOW,
        )
    return {}


def _photo(word: str) -> Upload:
    return Upload(
        name=f"Foto {word} {next(numbers)}.png",
        content=picture(),
        caption=f"Schrank {word}",
        taken_on=NOW.date(),
    )
