"""What happens on the stage of the live demo: rooms whose air is used up in minutes.

In life that takes an hour; here a room fills, an alarm is raised, somebody opens the
windows, and the next room has its turn.
"""

QUICK_S = 10.0  # between two frames of a device on stage
STAGE = (
    "Raum 106 Realschule Uferweg",
    "Sitzungssaal Rathaus",
    "Mensa Gesamtschule Nord",
    "Kursraum 1 Volkshochschule",
    "Raum A 12 Gymnasium Sonnenberg",
    "Bürgerbüro Rathaus",
    "Raum 2b Grundschule Am Anger",
    "Raum 31 Gesamtschule Nord",
)
EACH_S = 100.0  # from the beginning of one episode to that of the next
RISE_S, STAY_S, FALL_S = 15.0, 60.0, 90.0
TOP_PPM = 1350.0  # above what the room has anyway, which is at most:
USUAL_PPM = 640.0


def added_ppm(name: str, running_s: float) -> float:
    """Return what a room's air has more than usual, in ppm.

    `running_s` is how long the simulator runs: the first episode begins at once.
    """
    cycle_s = EACH_S * len(STAGE)
    since_s = (running_s - EACH_S * STAGE.index(name)) % cycle_s
    if running_s < EACH_S * STAGE.index(name):
        return 0.0
    if since_s < RISE_S:
        return TOP_PPM * since_s / RISE_S
    if since_s < RISE_S + STAY_S:
        return TOP_PPM * (1 + 0.06 * (since_s - RISE_S) / STAY_S)
    left_s = RISE_S + STAY_S + FALL_S - since_s
    return max(0.0, TOP_PPM * 1.06 * left_s / FALL_S)
