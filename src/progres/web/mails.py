"""Pages of the demo's outbox: which mails were written, and what became of them.

Outside the demo there are none: mails hold links by which their recipients, and nobody
else, agree to something.
"""

from base64 import b64encode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.audit.rules import Target
from progres.outbox.queries import get_mail, search_mails
from progres.outbox.rules import LOGO
from progres.tenants.branding import logo_of
from progres.web.guards import TenantRequest, requires
from progres.web.noted import note_view
from progres.web.paging import page_number, page_of

PAGE_SIZE = 50
# A mail's look is its own; it runs nothing, loads nothing and is of no origin.
MAIL_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; sandbox"
)


@require_safe
@requires(Permission.MAILS_VIEW)
def list_mails(request: TenantRequest) -> HttpResponse:
    _demo_only()
    text, number = request.GET.get("q", "").strip(), page_number(request)
    first = (number - 1) * PAGE_SIZE
    mails = search_mails(request.by.scope, text).defer("text", "html")
    page = page_of(list(mails[first : first + PAGE_SIZE + 1]), number, PAGE_SIZE)
    note_view(request, "mails.viewed", request.tenant.target)
    context = {"page": page, "text": text, "mail_server": settings.MAIL_SERVER}
    return render(request, "mails/list.html", context)


@require_safe
@requires(Permission.MAILS_VIEW)
def show_mail(request: TenantRequest, mail_id: int) -> HttpResponse:
    _demo_only()
    mail = get_mail(request.by.scope, mail_id)
    target = Target("mail", str(mail.id), mail.subject)
    note_view(request, "mail.viewed", target, tenant_id=mail.tenant_id)
    return render(request, "mails/show.html", {"mail": mail})


@require_safe
@requires(Permission.MAILS_VIEW)
def show_mail_as_sent(request: TenantRequest, mail_id: int) -> HttpResponse:
    """Answer with the mail's own HTML, shut off from everything else."""
    _demo_only()
    mail = get_mail(request.by.scope, mail_id)
    if not mail.html:
        raise Http404
    html = mail.html.replace(f"cid:{LOGO}", _picture(logo_of(mail.tenant_id)))
    return HttpResponse(html, headers={"Content-Security-Policy": MAIL_POLICY})


def _picture(png: bytes | None) -> str:
    return f"data:image/png;base64,{b64encode(png or b'').decode()}"


def _demo_only() -> None:
    if not settings.DEMO:
        raise Http404
