"""Numbers and choices of the profiles, written into the SQL of a gate.

A database trigger cannot ask a profile, so what it holds is written into it when a migration
installs it; the system checks of `gates` say when a profile has moved on.
"""

from enforcement.profiles import PROFILE_KEYS, Profile, load


def on_day(profile: Profile, key: str, day: str) -> str:
    """SQL: the number the profile sets on the day.

    Raises ValueError when at some time it sets none.
    """
    numbers = profile.values_over_time(key)
    if any(value is None for _, value in numbers):
        raise ValueError(f"{profile.key}: {key} has a time without a value")
    (_, first), *later = numbers
    if not later:
        return _number(first)
    # The newest number first: the first condition that holds decides.
    steps = " ".join(f"WHEN {day} >= '{on}' THEN {_number(value)}" for on, value in reversed(later))
    return f"CASE {steps} ELSE {_number(first)} END"


def _number(value: object) -> str:
    text = str(value)
    return text if "." in text else str(int(text))


def profile_of(agency: str) -> str:
    """SQL: the key of the profile in force for an agency: its own, else the nearest one above."""
    return (
        "(SELECT p.profile FROM enforcement_agency a JOIN enforcement_agency p "  # noqa: S608  # our own columns
        f"ON a.path LIKE p.path || '%' WHERE a.id = {agency} AND p.profile <> '' "
        "ORDER BY LENGTH(p.path) DESC LIMIT 1)"
    )


def says(key: str) -> list[str]:
    """The profiles that ever answer a question of yes or no with yes."""
    return [
        name for name in PROFILE_KEYS if any(on for _, on in load(name).values_over_time(key) if on)
    ]
