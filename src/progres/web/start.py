"""The front door for people."""

from allauth.account.views import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from progres.web.accounts import signs_in

sign_in = signs_in(login)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Send people to their own instance; let all others sign in here."""
    if request.user.is_authenticated:
        return redirect("web:overview", request.user.tenant_id)
    return sign_in(request)
