"""Identity numbers and telephone numbers of the demo's people, as their authorities would give them."""

from datetime import date
from random import Random

from seed.demo.names import weighted

# The province of birth in the first three digits of a citizen identity number.
_BIRTHPLACE = {
    "001": 14,
    "079": 22,
    "048": 4,
    "031": 4,
    "092": 6,
    "038": 8,
    "040": 8,
    "075": 10,
    "080": 8,
    "087": 8,
    "089": 8,
}
_NETWORKS = {
    "viettel": (45, ("032", "033", "034", "035", "036", "037", "038", "039", "086", "096", "097", "098")),
    "vinaphone": (22, ("081", "082", "083", "084", "085", "088", "091", "094")),
    "mobifone": (26, ("070", "076", "077", "078", "079", "089", "090", "093")),
    "others": (7, ("052", "056", "058", "059", "092", "099")),
}


def citizen_number(rng: Random, sex: str, born_on: date) -> str:
    """Return 12 digits: province, century and sex, year of birth, six digits at random."""
    century = (0 if born_on.year < 2000 else 2) + (1 if sex == "female" else 0)
    return f"{weighted(rng, _BIRTHPLACE)}{century}{born_on.year % 100:02d}{rng.randrange(1_000_000):06d}"


def mobile_number(rng: Random) -> str:
    """Return a Vietnamese mobile number in E.164, by the market shares of the networks."""
    network = weighted(rng, {name: share for name, (share, _) in _NETWORKS.items()})
    prefix = rng.choice(_NETWORKS[network][1])
    return f"+84{prefix[1:]}{rng.randrange(10_000_000):07d}"
