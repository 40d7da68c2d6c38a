"""Taxes of a Chinese development: VAT with its land deduction, land appreciation tax (LAT), income tax (EIT).

Everything is an amount to pay, positive. Prepayments are what is paid on presale receipts; what is due in the
end is another matter, and the difference is settled by the model. Rates come from the project file: none
is built in but the brackets of LAT, which are law. Sources are named at each rule, as laws of China.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.decorators import njit

Floats = NDArray[np.float64]


@njit
def ex_vat(amount_incl: float, rate: float) -> float:
    """Return an amount without its VAT [yuan]: ``amount / (1 + rate)``.

    >>> ex_vat(109.0, 0.09)
    100.0
    """
    return amount_incl / (1.0 + rate)


@njit
def vat_within(amount_incl: float, rate: float) -> float:
    """Return the VAT within an amount [yuan]: ``amount / (1 + rate) · rate``.

    >>> vat_within(109.0, 0.09)
    9.0
    """
    return ex_vat(amount_incl, rate) * rate


@njit
def taxable_sales(sales_incl: float, land_for_sold: float) -> float:
    """Return the sales that bear output VAT, including it: less the price of the land sold with them [yuan].

    Land beyond the sales deducts nothing further. ``vat_within`` of it is the output VAT.

    Parameters
    ----------
    sales_incl : float
        Sales including VAT [yuan]
    land_for_sold : float
        Land price of the area sold; 0 where the law deducts none [yuan]

    Source: State Taxation Administration announcement 2016/18, articles 4 and 5.

    >>> vat_within(taxable_sales(1090.0, 436.0), 0.09)
    54.0
    """
    return max(0.0, sales_incl - land_for_sold)


@njit
def vat_input(costs_incl: float, rate: float, recoverable_share: float) -> float:
    """Return input VAT that may be set off: ``costs / (1 + rate) · rate · share`` [yuan].

    Parameters
    ----------
    costs_incl : float
        Costs including VAT [yuan]
    rate : float
        VAT rate of the supplier: construction 9 %, services 6 % [fraction]
    recoverable_share : float
        Share of the costs with an invoice that counts [fraction]

    >>> vat_input(1090.0, 0.09, 0.95)
    85.5
    """
    return ex_vat(costs_incl, rate) * rate * recoverable_share


@njit
def vat_prepayment(receipts: float, rate: float, prepay_rate: float) -> float:
    """Return VAT prepaid on presale receipts: ``receipts / (1 + rate) · prepay_rate`` [yuan].

    Source: State Taxation Administration announcement 2016/18: 3 % of receipts without VAT.

    >>> vat_prepayment(1090.0, 0.09, 0.03)
    30.0
    """
    return ex_vat(receipts, rate) * prepay_rate


@njit
def surcharge(vat: float, rate: float) -> float:
    """Return surcharges on VAT paid: city, education and local education [yuan].

    VAT that is paid back brings back its own, as a negative amount.

    >>> surcharge(54.0, 0.12), surcharge(-50.0, 0.12)
    (6.48, -6.0)
    """
    return vat * rate


@njit
def lat_deductions(
    land: float,
    development: float,
    expense_share: float,
    additional_share: float,
    interest: float,
    taxes: float,
) -> float:
    """Return what LAT deducts: ``(land + development) · (1 + expenses + additional) + interest + taxes``.

    Parameters
    ----------
    land : float
        Land price with deed tax [yuan]
    development : float
        Development cost without VAT [yuan]
    expense_share : float
        Expenses as a share of land and development, developers' stamp duty among them: at most 0.10, or 0.05
        where interest is shown apart [fraction]
    additional_share : float
        Developers' additional deduction, 0.20 [fraction]
    interest : float
        Interest that is shown apart; 0 where the expense share holds it [yuan]
    taxes : float
        Surcharges on the transfer [yuan]

    Source: implementing rules of the LAT regulation, article 7.

    >>> lat_deductions(400.0, 300.0, 0.10, 0.20, 0.0, 7.0)
    917.0
    >>> lat_deductions(400.0, 300.0, 0.05, 0.20, 30.0, 7.0)
    912.0
    """
    return (land + development) * (1.0 + expense_share + additional_share) + interest + taxes


@njit
def lat_brackets(value_added: float, deductions: float) -> float:
    """Return LAT by its four brackets of value added over deductions; none on a loss [yuan].

    Value added A is taxed at 30 % up to 50 % of the deductions D, at 40 % up to 100 %, at 50 % up to 200 %,
    at 60 % above; that makes 0.3 A, 0.4 A − 0.05 D, 0.5 A − 0.15 D or 0.6 A − 0.35 D.

    Source: LAT regulation (2011), article 7.

    >>> [lat_brackets(value_added, 100.0) for value_added in (40.0, 80.0, 150.0, 250.0)]
    [12.0, 27.0, 60.0, 115.0]
    """
    if value_added <= 0.0:
        return 0.0
    if value_added <= 0.5 * deductions:
        return 0.30 * value_added
    if value_added <= deductions:
        return 0.40 * value_added - 0.05 * deductions
    if value_added <= 2.0 * deductions:
        return 0.50 * value_added - 0.15 * deductions
    return 0.60 * value_added - 0.35 * deductions


@njit
def lat(revenue_ex_vat: float, deductions: float, exempt_below: float) -> float:
    """Return LAT due, with the exemption of ordinary standard housing [yuan].

    The exemption is a cliff: value added of exactly 20 % of the deductions is free, above that all is taxed.

    Parameters
    ----------
    revenue_ex_vat : float
        Revenue without VAT [yuan]
    deductions : float
        See `lat_deductions` [yuan]
    exempt_below : float
        Value added up to this share of the deductions is free: 0.20 for ordinary housing, else 0 [fraction]

    Source: LAT regulation (2011), article 8.

    >>> lat(120.0, 100.0, 0.20), lat(121.0, 100.0, 0.20), lat(120.0, 100.0, 0.0)
    (0.0, 6.3, 6.0)
    """
    value_added = revenue_ex_vat - deductions
    if value_added <= exempt_below * deductions:
        return 0.0
    return lat_brackets(value_added, deductions)


@njit
def lat_prepayment(receipts: float, vat_prepaid: float, rate: float) -> float:
    """Return LAT prepaid on presale receipts [yuan]: ``(receipts − VAT prepaid on them) · rate``.

    Lowest rates since 2024-12-01: 1.5 % in the east, 1 % in the centre and north-east, 0.5 % in the west.

    Parameters
    ----------
    receipts : float
        Presale receipts including VAT [yuan]
    vat_prepaid : float
        VAT to be prepaid on them; once VAT is due itself, the VAT within them [yuan]
    rate : float
        Rate of the prepayment [fraction]

    Source: State Taxation Administration announcement 2016/70, article 1.

    >>> lat_prepayment(1090.0, vat_prepayment(1090.0, 0.09, 0.03), 0.02)
    21.2
    """
    return (receipts - vat_prepaid) * rate


@njit
def eit(profit: float, rate: float) -> float:
    """Return income tax on a taxable income; none on a loss [yuan].

    Source: Enterprise Income Tax Law, article 4: 25 %.

    >>> eit(400.0, 0.25), eit(-400.0, 0.25)
    (100.0, 0.0)
    """
    return max(0.0, profit) * rate


@njit
def estimated_income(receipts_ex_vat: float, estimated_margin: float) -> float:
    """Return the income that presale receipts are taken to hold [yuan]: ``receipts · margin``.

    Expenses, surcharges and LAT of the quarter are deducted from it before income tax is prepaid.

    Parameters
    ----------
    receipts_ex_vat : float
        Presale receipts without VAT [yuan]
    estimated_margin : float
        Gross margin that the tax office assumes [fraction]

    Source: circular Guoshuifa 2009/31, articles 9 and 12.

    >>> eit(estimated_income(1_000_000.0, 0.15) - 50_000.0 - 20_000.0, 0.25)
    20000.0
    """
    return receipts_ex_vat * estimated_margin


@njit
def losses_before(losses: Floats, year: int, carried: int) -> float:
    """Return the losses that a year's income may be set against [yuan].

    Parameters
    ----------
    losses : array, shape (years,)
        What is left of each year's loss [yuan]
    year : int
        The year that earns [index]
    carried : int
        How many years a loss is carried forward [years]

    Source: Enterprise Income Tax Law, article 18: five years.

    >>> import numpy as np
    >>> losses = np.array([10.0, 20.0, 30.0, 0.0])
    >>> losses_before(losses, 3, 5), losses_before(losses, 3, 2), losses_before(losses, 3, 0)
    (60.0, 50.0, 0.0)
    """
    total = 0.0
    for before in range(max(0, year - carried), year):
        total += losses[before]
    return total


@njit
def close_year(losses: Floats, year: int, income: float, carried: int) -> float:
    """Return the income of a year that is left to be taxed, and use up losses, the oldest first [yuan].

    `losses` is changed in place; a loss of the year itself is added to it.

    >>> import numpy as np
    >>> losses = np.array([10.0, 20.0, 0.0])
    >>> close_year(losses, 2, 25.0, 5), losses.tolist()
    (0.0, [0.0, 5.0, 0.0])
    >>> close_year(losses, 2, -7.0, 5), losses.tolist()
    (0.0, [0.0, 5.0, 7.0])
    """
    losses[year] = max(0.0, -income)
    left = max(0.0, income)
    for before in range(max(0, year - carried), year):
        used = min(left, losses[before])
        losses[before] -= used
        left -= used
    return left


@njit
def stamp(amount: float, rate: float) -> float:
    """Return stamp duty on a contract [yuan]: ``amount · rate``.

    Source: Stamp Tax Law, article 5: the amount is the price without the VAT that is shown apart.

    >>> stamp(ex_vat(1_090_000.0, 0.09), 0.0005)
    500.0
    """
    return amount * rate


@njit
def idle_land_fee(price: float, rate: float) -> float:
    """Return the fee on land that lies idle [yuan]: ``price · rate``.

    Source: Urban Real Estate Administration Law, article 26: up to 20 % of the price when construction has
    not begun within a year of the agreed day.

    >>> idle_land_fee(726_000_000.0, 0.20)
    145200000.0
    """
    return price * rate


@njit
def deed_tax(price: float, rate: float) -> float:
    """Return deed tax on the land price [yuan]: ``price · rate``.

    Source: Deed Tax Law, article 3: 3 to 5 %, set by the province.

    >>> deed_tax(726_000_000.0, 0.03)
    21780000.0
    """
    return price * rate
