from pathlib import Path

import hypothesis
import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_django import Settings

from progres.web.base_map import LONGEST_PART
from tests.tiles import write_tiles
from tests.world import World

PLAN = '{"type": "FeatureCollection", "features": []}'
TILES = "/map/base.pmtiles"

PLACES = st.one_of(st.integers(0, 400), st.integers(0, 10**20))


@pytest.fixture
def signed_in(world: World, client: Client) -> Client:
    client.force_login(world.rita.user)
    return client


@pytest.fixture
def tiles(settings: Settings, tmp_path: Path) -> Path:
    settings.MAP = write_tiles(tmp_path / "town.pmtiles")
    return Path(settings.MAP)


def test_the_ground_of_the_map_is_a_file_of_the_operator(
    signed_in: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.MAP = tmp_path / "town.json"
    settings.MAP.write_text(PLAN)
    answer = signed_in.get("/map/base.json")
    assert answer.status_code == 200
    assert answer.content.decode() == PLAN
    assert answer["Content-Type"] == "application/geo+json"
    assert "private" in answer["Cache-Control"]
    assert signed_in.get(TILES).status_code == 404


@pytest.mark.parametrize("name", ["gone.json", "gone.pmtiles"])
def test_a_file_that_is_gone_is_not_found(
    signed_in: Client, settings: Settings, tmp_path: Path, name: str
) -> None:
    settings.MAP = tmp_path / name
    assert signed_in.get("/map/base.json").status_code == 404
    assert signed_in.get(TILES).status_code == 404


@pytest.mark.parametrize("address", ["/map/base.json", TILES])
def test_strangers_are_asked_to_sign_in(
    client: Client, db: None, tiles: Path, address: str
) -> None:
    assert client.get(address, headers={"Range": "bytes=0-9"}).status_code == 302


@hypothesis.settings(
    max_examples=40,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
@given(first=PLACES, last=PLACES)
def test_a_range_gives_its_bytes(
    signed_in: Client, tiles: Path, first: int, last: int
) -> None:
    content = tiles.read_bytes()
    expected = {
        f"bytes={first}-{last}": content[first : last + 1] if first <= last else None,
        f"bytes={first}-": content[first:],
        f"bytes=-{last}": content[-last:] if last else b"",
    }

    for asked, part in expected.items():
        answer = signed_in.get(TILES, headers={"Range": asked})

        assert answer.status_code == (400 if part is None else 206 if part else 416)
        if part:
            place = answer["Content-Range"].removeprefix("bytes ").partition("/")[0]
            begin, end = map(int, place.split("-"))
            assert answer.content == part == content[begin : end + 1]


@hypothesis.settings(
    max_examples=40,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
@given(asked=st.text("bytes=0123456789-, ²٣"))
@example(asked="bytes=0-0,2-3")
@example(asked="bytes=-")
@example(asked="bytes=" + "9" * 5000 + "-")
def test_what_is_no_range_never_gives_more_than_a_part(
    signed_in: Client, tiles: Path, asked: str
) -> None:
    header = asked.encode().decode("latin-1")

    answer = signed_in.get(TILES, headers={"Range": header})

    assert answer.status_code in {206, 400, 416}
    assert answer.status_code == 400 or asked.strip().startswith("bytes=")


def test_a_part_is_never_longer_than_what_is_read_at_once(
    signed_in: Client, tiles: Path
) -> None:
    with tiles.open("r+b") as file:
        file.truncate(3 * LONGEST_PART)

    answer = signed_in.get(TILES, headers={"Range": "bytes=5-"})

    assert len(answer.content) == LONGEST_PART
    assert answer["Content-Range"] == (f"bytes 5-{LONGEST_PART + 4}/{3 * LONGEST_PART}")


def test_a_changed_file_has_another_tag(signed_in: Client, tiles: Path) -> None:
    tags = []
    for content in (b"PMTiles one", b"PMTiles other"):
        tiles.write_bytes(content)
        answer = signed_in.get(TILES, headers={"Range": "bytes=0-6"})
        assert answer.content == b"PMTiles"
        tags.append(answer["ETag"])

    assert tags[0] != tags[1]
