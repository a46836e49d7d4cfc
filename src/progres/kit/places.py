"""Places on earth."""


def place_problem(latitude: float | None, longitude: float | None) -> str:
    """Say in a sentence what is wrong with a place; "" if nothing is, or none is given.

    Degrees (WGS 84): latitudes from -90 to 90, longitudes from -180 to 180.
    """
    if latitude is None and longitude is None:
        return ""
    if latitude is None or longitude is None:
        return "A place needs both latitude and longitude."
    if -90 <= latitude <= 90 and -180 <= longitude <= 180:
        return ""
    return (
        f"{latitude}, {longitude} is no place on earth; latitudes go from -90 to 90, "
        "longitudes from -180 to 180."
    )
