"""The front door for people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Send people to their own instance, or to sign in."""
    if request.user.is_authenticated:
        return redirect("web:overview", request.user.tenant_id)
    return redirect("account_login")
