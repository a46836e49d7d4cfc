"""/api/v1/imports: files by programs, which look how far they are."""

from base64 import b64encode

from django.utils import timezone

from progres.imports.work import work_on_imports
from tests.api.calls import Caller, caller
from tests.imports.setting import TWO_DEVICES, TYPE
from tests.world import World

WRONG = f"DevEUI;Name;Typ\n70B3D5;A;{TYPE}\n70B3D57ED0000102;B;nichts\n"


def body(rows: str, **more: object) -> dict[str, object]:
    content = b64encode(rows.encode()).decode()
    return {"kind": "devices", "file_name": "a.csv", "content": content, **more}


def worked(key: Caller, import_id: int) -> dict[str, object]:
    assert work_on_imports(at=timezone.now()) == 1
    found: dict[str, object] = key.get(f"/imports/{import_id}").content
    return found


def test_a_file_is_checked_run_and_undone(world: World) -> None:
    key = caller(world.olga)
    made = key.post("/imports", body(TWO_DEVICES))
    assert (made.status, made.content["state"]) == (201, "checking")
    path = f"/imports/{made.content['id']}"
    assert key.post(f"{path}/run").status == 409
    assert worked(key, made.content["id"])["state"] == "checked"

    assert key.post(f"{path}/run").status == 202
    done = worked(key, made.content["id"])
    assert (done["state"], done["counts"]) == (
        "done",
        {
            "created": 2,
            "changed": 0,
            "skipped": 0,
            "assets": 0,
            "errors": 0,
            "wrong_rows": 0,
        },
    )
    assert len(key.get("/devices", q="Raumfühler A").content["items"]) == 1

    assert key.post(f"{path}/undo").status == 202
    assert worked(key, made.content["id"])["state"] == "undone"
    assert key.get("/devices", q="Raumfühler A").content["items"] == []
    assert key.delete(path).status == 409


def test_errors_come_by_row_and_column(world: World) -> None:
    key = caller(world.olga)
    made = key.post("/imports", body(WRONG, dry_run=False))
    state = worked(key, made.content["id"])

    path = f"/imports/{made.content['id']}"
    first = key.get(f"{path}/errors", limit=1).content
    rest = key.get(f"{path}/errors", cursor=first["next_cursor"]).content

    assert state["state"] == "checked"
    assert [(e["row"], e["column"]) for e in first["items"] + rest["items"]] == [
        (2, "DevEUI"),
        (3, "Typ"),
    ]
    assert "no device type 'nichts'" in rest["items"][0]["message"]
    assert key.delete(path).status == 204


def test_without_a_dry_run_what_is_right_is_taken_in_at_once(world: World) -> None:
    key = caller(world.olga)
    rows = f"a;b\n70B3D57ED0000102;B\n"  # noqa: F541 as the others
    made = key.post(
        "/imports",
        body(
            rows,
            mapping={"dev_eui": "a", "name": "b"},
            defaults={"device_type": TYPE},
            dry_run=False,
        ),
    )

    assert worked(key, made.content["id"])["state"] == "done"


def test_what_is_wrong_with_a_request_is_said(world: World) -> None:
    key = caller(world.olga)
    stranger = caller(world.nora)
    made = key.post("/imports", body(TWO_DEVICES)).content["id"]

    assert key.post("/imports", body(TWO_DEVICES, content="%%%")).status == 422
    assert key.post("/imports", body(TWO_DEVICES, mapping={"x": "y"})).status == 422
    assert key.post("/imports", body(TWO_DEVICES, template="nie")).status == 404
    wrong = body(TWO_DEVICES, tenant=world.musterstadt.id)
    assert stranger.post("/imports", wrong).status == 404
    assert stranger.get(f"/imports/{made}").status == 404
    assert stranger.post(f"/imports/{made}/run").status == 404
    assert caller(world.rita).post("/imports", body(TWO_DEVICES)).status == 403
