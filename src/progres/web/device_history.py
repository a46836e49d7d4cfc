"""The page of what was changed on a device, by whom, with before and after."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.audit.queries import Question, find_events
from progres.web.audit_sentences import told
from progres.web.audit_words import SENTENCES, group_of
from progres.web.device_frame import frame_of
from progres.web.guards import TenantRequest, requires

ENTRIES_SHOWN = 200
CHANGES = tuple(
    action
    for action in SENTENCES
    if action.startswith("device.") and group_of(action) != "views"
)


@require_safe
@requires(Permission.DEVICES_EDIT)
def show_history(request: TenantRequest, device_id: int) -> HttpResponse:
    """Show the changes; from where somebody did them is told by the audit log alone."""
    frame = frame_of(request, device_id, "history")
    question = Question(
        tenant_ids=request.by.scope.tenant_ids,
        actions=CHANGES,
        target=("device", str(device_id)),
    )
    events = find_events(request.by.scope, question, limit=ENTRIES_SHOWN)
    context = {
        **frame,
        "entries": [told(event) for event in events],
        "is_about_one": {"thing": True},
    }
    return render(request, "devices/history.html", context)
