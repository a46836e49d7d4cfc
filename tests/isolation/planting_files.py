"""Files of the things of an instance."""

from progres.assets.queries import get_asset
from progres.files.actions import Upload, keep_file
from progres.files.queries import Owner
from progres.files.rules import Use
from tests.isolation.planting_people import Ids, numbers
from tests.isolation.times import NOW
from tests.isolation.tree import Home


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
