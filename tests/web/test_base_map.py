from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.world import World

PLAN = '{"type": "FeatureCollection", "features": []}'


@pytest.fixture
def signed_in(world: World, client: Client) -> Client:
    client.force_login(world.rita.user)
    return client


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


def test_a_file_that_is_gone_is_not_found(
    signed_in: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.MAP = tmp_path / "gone.json"
    assert signed_in.get("/map/base.json").status_code == 404


def test_strangers_are_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/map/base.json").status_code == 302
