"""Chance that is the same at every run: everything is a function of seed and time."""

_MASK = (1 << 64) - 1


def uniform(seed: int, number: int) -> float:
    """Return a number from 0 to below 1 that looks random (splitmix64)."""
    z = (seed * 0x9E3779B97F4A7C15 + number * 0xD1342543DE82EF95 + 0x632BE5AB) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return (z ^ (z >> 31)) / 2**64


def smooth(seed: int, position: float) -> float:
    """Return a curve through random points at whole positions, from -1 to 1."""
    left = int(position // 1)
    part = position - left
    part = part * part * (3 - 2 * part)
    begin, end = uniform(seed, left), uniform(seed, left + 1)
    return 2 * (begin + (end - begin) * part) - 1
