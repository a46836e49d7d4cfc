"""Numbers in addresses and forms, where anybody may write anything."""

LARGEST = 2**31 - 1  # of an id


def number_in(text: str) -> int | None:
    """Return the number that a text says, None if it says none.

    What is beyond every id is the largest: Python refuses numbers of thousands of
    digits, PostgreSQL those of more than ten.
    """
    if not (text.isascii() and text.isdecimal()):
        return None
    return min(int(text), LARGEST) if len(text) <= len(str(LARGEST)) else LARGEST
