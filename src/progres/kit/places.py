"""Places on earth."""

from progres.kit.refusal import Refusal


def place_problem(latitude: float | None, longitude: float | None) -> Refusal | None:
    """Say what is wrong with a place; None if nothing is, or none is given.

    Degrees (WGS 84): latitudes from -90 to 90, longitudes from -180 to 180.
    """
    if latitude is None and longitude is None:
        return None
    if latitude is None or longitude is None:
        return Refusal("A place needs both latitude and longitude.")
    if -90 <= latitude <= 90 and -180 <= longitude <= 180:
        return None
    return Refusal(
        "%(latitude)s, %(longitude)s is no place on earth; latitudes go from -90 to "
        "90, longitudes from -180 to 180.",
        latitude=latitude,
        longitude=longitude,
    )
