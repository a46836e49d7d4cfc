"""How a file is given out: as an attachment of which browsers run nothing."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from progres.files.models import StoredFile


def download(file: StoredFile, *, small: bool) -> HttpResponse:
    """Answer with a file, or of a picture with the small one."""
    kept = file.thumbnail if small and file.thumbnail is not None else file.content
    return HttpResponse(
        bytes(kept),
        content_type=file.media_type,
        headers={
            "Content-Disposition": content_disposition_header(
                as_attachment=True, filename=file.name
            )
            or "attachment",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
