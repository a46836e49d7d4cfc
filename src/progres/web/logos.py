"""Logos of instances, as pages show them."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.tenants.branding import logo_of
from progres.web.guards import TenantRequest, requires

LOGO_KEPT = timedelta(days=365)  # in the browser; another logo has another address


@require_safe
@requires(Permission.TENANTS_VIEW)
def show_logo(request: TenantRequest) -> HttpResponse:
    """The logo of the instance or the nearest above."""
    logo = logo_of(request.tenant.id)
    if logo is None:
        raise Http404
    return picture(logo)


def picture(png: bytes) -> HttpResponse:
    """Answer with a logo, whose address is another one when it changes."""
    kept = int(LOGO_KEPT.total_seconds())
    return HttpResponse(
        png,
        content_type="image/png",
        headers={
            "Cache-Control": f"private, max-age={kept}, immutable",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
