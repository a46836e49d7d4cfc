"""The public pages by which an address agrees to be told of alarms, or ends it."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from progres.accounts.origin import origin_of
from progres.alarms.actions import confirm_recipient
from progres.alarms.queries import LinkExpired, UnknownLink, get_confirmation
from progres.alarms.withdrawal import (
    find_withdrawal,
    withdraw_recipient,
    withdrawal_token,
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask and, once the button is pressed, confirm.

    Following the link alone confirms nothing: mail programs follow links too.
    """
    at = timezone.now()
    try:
        if request.method == "POST":
            confirmation = confirm_recipient(token, origin=origin_of(request), at=at)
        else:
            confirmation = get_confirmation(token, at=at)
    except UnknownLink:
        return render(request, "recipients/unknown.html", status=404)
    except LinkExpired:
        return render(request, "recipients/expired.html", status=410)
    context = {
        "of": confirmation,
        "withdrawal": withdrawal_token(
            tenant_id=confirmation.tenant_id, recipient_id=confirmation.recipient_id
        ),
    }
    return render(request, "recipients/confirm.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Ask and, once the button is pressed, send that address nothing more."""
    is_done = request.method == "POST"
    try:
        if is_done:
            found = withdraw_recipient(token, at=timezone.now())
        else:
            found = find_withdrawal(token)
    except UnknownLink:
        return render(request, "recipients/unknown.html", status=404)
    context = {"of": found, "is_done": is_done}
    return render(request, "recipients/withdraw.html", context)
