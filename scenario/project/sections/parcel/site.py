"""`site:` how much may be built on the land."""

from __future__ import annotations

from pydantic import Field

from scenario.project.values.record import Id, Number, Record


class Site(Record):
    """The parcel as its planning conditions have it."""

    area: Number = Field(gt=0)
    """Site area. [m²]"""
    far: Number = Field(gt=0, le=50)
    """Floor area ratio: floor area above ground that may be built for each m² of the site. [m²/m²]"""
    above_ground: Number = Field(gt=0)
    """Floor area above ground, at most site area × FAR; the floor price is the land price by it. [m²]"""
    basement: Number = Field(default=0.0, ge=0)
    """Floor area below ground. [m²]"""
    saleable: dict[Id, Number] = {}
    """Saleable area of each product, all phases together; not of parking. [m²]"""
