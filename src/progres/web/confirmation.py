"""What destroys is done only when its name was typed."""

from django.http import HttpRequest


def is_confirmed(request: HttpRequest, name: str) -> bool:
    """Say whether the form of `_confirm_delete.html` was sent with the thing's name."""
    typed = request.POST.get("confirm", "").strip()
    return request.method == "POST" and typed == name.strip()
