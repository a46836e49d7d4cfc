"""The town's buildings, rooms and places as assets, with floor plans and a document."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from progres.accounts.membership import Membership
from progres.assets.actions import create_asset
from progres.assets.checks import AssetFields, AssetTypeFields
from progres.assets.models import Asset, AssetType
from progres.assets.rules import AssetKind
from progres.assets.type_actions import create_asset_type
from progres.devices.models import Device
from progres.devices.plans import Spot, place_on_plan
from progres.files.actions import Upload, keep_file
from progres.files.queries import Owner
from progres.files.rules import Use
from progres.ops.demo.city import Thing
from progres.ops.demo.geography import place
from progres.ops.demo.nature.noise import uniform
from progres.tenants.models import Tenant

IN_ROOMS: Final = frozenset({"air", "room"})  # kinds of devices
OUTDOORS: Final = frozenset({"parking", "fill", "soil"})
FEWEST_ROOMS = 3  # of a building that has a plan
SIZE = (1200, 720)  # of a plan, in pixels
EDGE, CORRIDOR = 30, 90
DOCUMENT = """Hinweise für den Hausmeister

Die Sensoren hängen auf 1,50 m Höhe und nicht über Heizkörpern.
Batterien werden im Herbst geprüft; der Bestand liegt im Sekretariat.
"""


def make_assets(
    things: Iterable[Thing],
    tenants: Mapping[str, Tenant],
    by: Membership,
    at: datetime,
) -> dict[int, Asset]:
    """Make an asset of every site and room; return them by the numbers of devices."""
    school = _make_school_type(by, at)
    sites: dict[tuple[str, str], Asset] = {}
    made: dict[int, Asset] = {}
    for thing in things:
        tenant = tenants[thing.customer]
        key = (thing.customer, thing.site)
        if key not in sites:
            fields = _site(thing, school)
            sites[key] = create_asset(fields, tenant=tenant, by=by, at=at)
        made[thing.number] = sites[key]
        if thing.kind.name in IN_ROOMS:
            room = AssetFields(name=thing.installation_place, kind=AssetKind.ROOM)
            made[thing.number] = create_asset(
                room, tenant=tenant, parent=sites[key], by=by, at=at
            )
    return made


def draw_plans(
    assets: Mapping[int, Asset], devices: Iterable[Device], by: Membership, at: datetime
) -> None:
    """Give each building with some rooms a plan, with the device of each room on it."""
    rooms: dict[Asset, list[Device]] = defaultdict(list)
    known = {asset.id: asset for asset in assets.values()}
    for device in devices:
        asset = known[device.asset_id or 0]
        if asset.parent is not None:
            rooms[asset.parent].append(device)
    for building, inside in rooms.items():
        if len(inside) < FEWEST_ROOMS:
            continue
        names = [device.installation_place for device in inside]
        plan, middles = _drawn(names)
        _keep(Upload(name="Grundriss.png", content=plan), Use.PLAN, building, by, at)
        text = Upload(name="Hinweise.txt", content=DOCUMENT.encode())
        _keep(text, Use.FILE, building, by, at)
        spots = {d.id: spot for d, spot in zip(inside, middles, strict=True)}
        place_on_plan(building.id, spots, by=by, at=at)


def _make_school_type(by: Membership, at: datetime) -> AssetType:
    specs = (
        ("pupils", "Schüler", "Pupils"),
        ("built_in", "Baujahr", "Year of construction"),
    )
    fields = AssetTypeFields(
        name="Schule",
        field_specs=[
            {"key": key, "label_de": german, "label_en": english, "kind": "number"}
            for key, german, english in specs
        ],
    )
    return create_asset_type(fields, tenant=by.tenant, by=by, at=at)


def _site(thing: Thing, school: AssetType) -> AssetFields:
    """A street with a number is an address, too."""
    latitude, longitude = place(thing.x, thing.y)
    is_school = thing.customer == "schulen"
    seed = sum(map(ord, thing.site))
    return AssetFields(
        name=thing.site,
        kind=AssetKind.PLACE if thing.kind.name in OUTDOORS else AssetKind.BUILDING,
        type_id=school.id if is_school else None,
        values={
            "pupils": 180 + int(500 * uniform(seed, 1)),
            "built_in": 1955 + int(50 * uniform(seed, 2)),
        }
        if is_school
        else {},
        street=thing.site if thing.site[-1].isdigit() else "",
        city="Musterstadt",
        latitude=latitude,
        longitude=longitude,
    )


def _keep(
    upload: Upload, use: Use, building: Asset, by: Membership, at: datetime
) -> None:
    owner = Owner("asset_id", building.id)
    keep_file(upload, use=use, thing=building, owner=owner, by=by, at=at)


def _drawn(names: list[str]) -> tuple[bytes, list[Spot]]:
    """Draw rooms on both sides of a corridor; return where in them devices hang."""
    width, height = SIZE
    picture = Image.new("RGB", SIZE, "#ffffff")
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(size=26)
    pen.rectangle((EDGE, EDGE, width - EDGE, height - EDGE), "#eef1f4", "#5b6470", 6)
    above = (len(names) + 1) // 2
    deep = (height - 2 * EDGE - CORRIDOR) / 2
    spots = []
    for number, name in enumerate(names):
        row, column = divmod(number, above)
        wide = (width - 2 * EDGE) / (above if row == 0 else len(names) - above)
        left = EDGE + column * wide
        top = EDGE + row * (deep + CORRIDOR)
        pen.rectangle((left, top, left + wide, top + deep), "#ffffff", "#5b6470", 4)
        door = (left + wide * 0.65, top + deep * (1 - row))
        pen.line((*door, door[0] + 60, door[1]), "#ffffff", 8)
        pen.text((left + 18, top + 16), name, "#1d2530", font)
        middle = ((left + wide / 2) / width, (top + deep * 0.55) / height)
        spots.append(Spot(x=middle[0], y=middle[1]))
    stream = BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue(), spots
