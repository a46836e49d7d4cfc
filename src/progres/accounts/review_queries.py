from datetime import datetime, timedelta

from progres.accounts.models import AccessReview
from progres.database.scope import Scope
from progres.tenants.models import Tenant

BETWEEN_REVIEWS = timedelta(days=365)


def last_review(scope: Scope, tenant: Tenant) -> AccessReview | None:
    """Return when somebody last looked at who has rights in an instance."""
    reviews = AccessReview.objects.of(scope).filter(tenant=tenant)
    return reviews.select_related("user").order_by("-reviewed_at", "-id").first()


def review_due_at(scope: Scope, tenant: Tenant) -> datetime:
    """Say from when on the next review is due: a year after the last, or the making."""
    last = last_review(scope, tenant)
    return (last.reviewed_at if last else tenant.created_at) + BETWEEN_REVIEWS
