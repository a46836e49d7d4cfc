"""The page of everything that is stored about people: why, on what ground, how long."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.kit.datamap import Entry, Subject
from progres.privacy.datamap import DATA_MAP
from progres.privacy.kinds import BOUNDS, Kind
from progres.privacy.policies import periods_in
from progres.privacy.wording import until
from progres.web.guards import TenantRequest, requires


@require_safe
@requires(Permission.PRIVACY_VIEW)
def show_map(request: TenantRequest) -> HttpResponse:
    """Show whose data are stored where; `whose` in the address leaves one kind of people."""
    asked = request.GET.get("whose", "")
    whose = Subject[asked] if asked in Subject.__members__ else None
    periods, tenant_id = periods_in(request.by.scope), request.tenant.id
    days = {kind: periods.period(kind, tenant_id).days for kind in BOUNDS}
    places = [
        {"entry": entry, "grounds": grounds}
        for entry in DATA_MAP
        if (grounds := list(_grounds(entry, whose, days)))
    ]
    context = {
        "tab": "data",
        "places": places,
        "subjects": {one.name: _(one.value) for one in Subject},
        "whose": whose.name if whose else "",
    }
    return render(request, "privacy/data_map.html", context)


def _grounds(
    entry: Entry, whose: Subject | None, days: Mapping[Kind, int]
) -> Iterator[dict[str, Any]]:
    for ground, names in entry.personal.items():
        if whose is None or whose in ground.subjects:
            yield {
                "whose": ", ".join(_(one.value) for one in ground.subjects),
                "fields": names,
                "purpose": _(ground.purpose),
                "without": _(ground.without) if ground.without else "",
                "origin": ", ".join(_(one.value) for one in ground.origins),
                "basis": _(ground.basis.value),
                "controller": _(ground.controller.value),
                "receivers": [_(one.value) for one in ground.receivers],
                "until": until(ground.retention or entry.retention, days),
            }
