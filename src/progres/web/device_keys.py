"""The page that shows the radio keys of a device, once and only when asked for."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from progres.accounts.access import Permission
from progres.devices.key_actions import reveal_keys
from progres.web.device_frame import frame_of
from progres.web.guards import TenantRequest, requires


@never_cache
@require_POST
@requires(Permission.DEVICE_KEYS_VIEW)
def show_keys(request: TenantRequest, device_id: int) -> HttpResponse:
    """Show the keys; whoever leaves the page and comes back must ask again."""
    keys = reveal_keys(device_id, by=request.by, at=timezone.now())
    context = {**frame_of(request, device_id, "data"), "keys": keys}
    return render(request, "devices/keys.html", context)
