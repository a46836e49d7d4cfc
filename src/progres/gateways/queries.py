from progres.database.scope import Scope
from progres.gateways.models import Gateway, GatewayQuerySet


def search_gateways(scope: Scope) -> GatewayQuerySet:
    """Gateways in scope and shared from above, by name."""
    return Gateway.objects.of(scope).order_by("name", "id")


def gateway_names(scope: Scope) -> dict[str, str]:
    """Names of gateways by what network servers call them."""
    return dict(Gateway.objects.of(scope).values_list("gateway_id", "name"))
