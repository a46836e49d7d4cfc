"""Assets that are made on the way while a file is taken in."""

from progres.assets.queries import path_names, search_assets
from progres.devices.queries import search_devices
from progres.imports.actions import Choice
from tests.imports.setting import TYPE, acting, checked, errors, taken
from tests.world import World, make_asset

HEAD = "DevEUI;Name;Gerätetyp;Objekt"
OTHER_EUI = "70B3D57ED0000109"


def test_assets_are_made_on_the_way_if_that_is_chosen(world: World) -> None:
    with acting(world.olga):
        make_asset(world, "Schule")
    rows = (
        f"{HEAD}\n"
        f"{OTHER_EUI};A;{TYPE};Schule › Keller\n"
        f"70B3D57ED0000110;B;{TYPE};schule > KELLER\n"
        f"70B3D57ED0000111;C;{TYPE};Schule\n"
    )

    job = taken(rows, by=world.olga, choice=Choice(mapping={}, makes_assets=True))

    assert (job.counts["assets"], job.new_assets) == (1, ["Schule › Keller"])
    with acting(world.olga):
        scope = world.olga.scope
        paths = path_names(scope, search_assets(scope))
        where = [paths[d.asset_id] for d in search_devices(scope) if d.asset_id]
        found = [asset.name for asset in search_assets(scope, text="kell")]
    assert found == ["Keller"]
    assert sorted(where) == ["Schule", "Schule › Keller", "Schule › Keller"]


def test_a_file_makes_no_more_assets_than_it_may(world: World) -> None:
    deep = " > ".join(f"E{level}" for level in range(21))
    wide = [" > ".join(f"{n}.{level}" for level in range(20)) for n in range(1001)]
    rows = "".join(
        f"70B3D57ED1{n:06X};A;{TYPE};{path}\n" for n, path in enumerate([deep, *wide])
    )

    job = checked(
        f"{HEAD}\n{rows}",
        by=world.olga,
        choice=Choice(mapping={}, makes_assets=True),
    )

    found = errors(job, by=world.olga)
    assert [(row, column) for row, column, _ in found] == [
        (2, "Objekt"),
        (1003, "Objekt"),
    ]
    assert "21 assets in each other" in found[0][2]
    assert "can make 20000 assets" in found[1][2]
    assert job.counts["assets"] == 20_000
