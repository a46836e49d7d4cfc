"""What an instance looks like: its own, or of the nearest instance above."""

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, kw_only=True)
class Branding:
    """Name and accent, empty where there is none; `logo` names what the logo shows."""

    name: str = ""
    accent: str = ""
    logo: str = ""


def branding_of(tenant_id: int) -> Branding:
    """Say what an instance in scope looks like."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select brand_name, accent, logo from branding_of_tenant(%s)", [tenant_id]
        )
        row = cursor.fetchone() or ("", "", "")
    return Branding(name=row[0] or "", accent=row[1] or "", logo=row[2] or "")


def logo_of(tenant_id: int) -> bytes | None:
    """The PNG that an instance in scope shows as its logo."""
    with connection.cursor() as cursor:
        cursor.execute("select logo_of_tenant(%s)", [tenant_id])
        row = cursor.fetchone()
    return bytes(row[0]) if row and row[0] is not None else None
