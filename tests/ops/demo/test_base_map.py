import json
from pathlib import Path
from typing import Any

from progres.ops.demo.base_map import write_map
from progres.ops.demo.geography import CENTRE

KINDS = {"park", "water", "building", "street"}


def test_the_map_is_geojson_around_the_market(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    write_map(path)
    plan: dict[str, Any] = json.loads(path.read_text())
    assert plan["type"] == "FeatureCollection"
    assert {feature["properties"]["kind"] for feature in plan["features"]} == KINDS
    for feature in plan["features"]:
        points = points_of(feature["geometry"])
        assert all(
            abs(longitude - CENTRE[1]) < 0.06 and abs(latitude - CENTRE[0]) < 0.04
            for longitude, latitude in points
        )
    assert path.stat().st_size < 1_500_000


def points_of(geometry: dict[str, Any]) -> list[tuple[float, float]]:
    if geometry["type"] == "LineString":
        return [tuple(point) for point in geometry["coordinates"]]
    (ring,) = geometry["coordinates"]
    assert ring[0] == ring[-1]
    return [tuple(point) for point in ring]
