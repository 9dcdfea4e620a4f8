"""An asset register, kept as a bookkeeper would: each purchase is an asset with a value of its own.

Shares nothing with the package. Figures are euros; what is bought in a year stands on the books
at the end of that year and is charged from the next one.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Asset:
    """Something bought in a year, with what of it is not charged yet."""

    price: float
    bought: int
    term: int
    left: float

    def depreciate(self, year: int) -> float:
        """The instalment of a year; the last one takes what is left."""
        age = year - self.bought
        if self.left == 0.0 or not 1 <= age <= self.term:
            return 0.0
        instalment = self.left if age == self.term else self.price / self.term
        self.left -= instalment
        return instalment


@dataclass(frozen=True)
class Charges:
    """What a year's budget bears, in three parts."""

    depreciation: float
    interest: float
    write_off: float

    @property
    def total(self) -> float:
        return self.depreciation + self.interest + self.write_off

    @property
    def principal(self) -> float:
        return self.depreciation + self.write_off


@dataclass
class Register:
    """The assets of one line. ``write_off_year``: in it all that was bought by then goes."""

    term: int
    write_off_year: float
    assets: list[Asset] = field(default_factory=list)

    @property
    def book_value(self) -> float:
        return sum(asset.left for asset in self.assets)

    def year(self, year: int, bought: float, rate: float) -> Charges:
        """Work through one year, after all years before it."""
        interest = rate * self.book_value
        depreciation = sum(asset.depreciate(year) for asset in self.assets)
        self.assets.append(Asset(bought, year, self.term, bought))
        write_off = 0.0
        if year == self.write_off_year:
            write_off = self.book_value
            for asset in self.assets:
                asset.left = 0.0
        return Charges(depreciation, interest, write_off)
