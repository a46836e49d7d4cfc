"""An import that was taken in, and one with an error that waits for somebody."""

from progres.devices.queries import get_device_type
from progres.imports.actions import Choice, choose_columns, upload_file
from progres.imports.queries import search_templates
from progres.imports.rules import Kind
from progres.imports.work import work_on_imports
from tests.isolation.planting_people import Ids, numbers
from tests.isolation.times import NOW
from tests.isolation.tree import Home


def plant_import(home: Home) -> Ids:
    """One device comes by a file; a second file has a row that is wrong."""
    device_type = get_device_type(
        home.admin.scope, int(str(home.ids["device_type_id"]))
    )
    eui, word = f"{home.eui_start}{next(numbers):08x}", home.word
    rows = f"DevEUI;Name;Typ\n{eui};Import {word};{device_type}\n"
    _taken(home, rows, Choice(mapping={}, runs_at_once=True))
    name = f"Vorlage {word} {next(numbers)}"
    wrong = f"DevEUI;Name;Typ\n{word};{word};{word}\n"
    waiting = _taken(home, wrong, Choice(mapping={}, template_name=name))
    found = search_templates(home.admin.scope, tenant_id=home.tenant.id)
    return {"import_id": waiting, "template_id": found.get(name=name).id}


def _taken(home: Home, rows: str, choice: Choice) -> int:
    job = upload_file(
        rows.encode(),
        file_name=f"liste {home.word}.csv",
        kind=Kind.DEVICES,
        tenant=home.tenant,
        by=home.admin,
        at=NOW,
    )
    mapped = Choice(**{**vars(choice), "mapping": job.mapping})
    choose_columns(job.id, mapped, by=home.admin, at=NOW)
    while work_on_imports(at=NOW):
        pass  # what was started before this one waits too, and comes first
    return job.id
