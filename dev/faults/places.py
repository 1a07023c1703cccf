"""Where the people of a trial live: their clocks change on three different nights of that month."""

from typing import NamedTuple


class Place(NamedTuple):
    """As the shop keeps it, and the code of the region by which `holidays` knows it. `zone` is the one to go by."""

    share: int
    country: str
    region: str
    postal_code: str
    kept: str
    subdivision: str
    zone: str


PLACES = (
    Place(24, "ES", "Comunidad de Madrid", "28001", "Europe/Madrid", "MD", "Europe/Madrid"),
    Place(12, "ES", "Comunidad Valenciana", "46001", "Europe/Madrid", "VC", "Europe/Madrid"),
    Place(12, "ES", "Canarias", "35001", "Atlantic/Canary", "CN", "Atlantic/Canary"),
    Place(8, "PT", "Açores", "9500-001", "Atlantic/Azores", "20", "Atlantic/Azores"),
    Place(12, "CL", "", "", "America/Santiago", "", "America/Santiago"),
    Place(6, "CL", "", "", "Pacific/Easter", "", "Pacific/Easter"),
    Place(10, "MX", "", "", "America/Tijuana", "", "America/Tijuana"),
    Place(10, "CO", "", "", "America/Bogota", "", "America/Bogota"),
    # Nobody knows that zone: whoever has it lives by the shop's clock, until somebody mends it.
    Place(2, "ES", "Comunidad de Madrid", "28002", "Marte/Olimpo", "MD", "Europe/Madrid"),
)
