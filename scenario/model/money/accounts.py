"""The columns of the ledger."""

from __future__ import annotations

from scenario.project.values.vocabulary import KEPT_ACCOUNTS, OPERATING_ACCOUNTS

LAND = 0
DEED_TAX = 1
LAND_USE_TAX = 2
CONSTRUCTION = 3
MARKETING = 4
ADMINISTRATION = 5
DAMAGES = 6
VAT = 7
SURCHARGE = 8
LAT = 9
EIT = 10
STAMP = 11
SALES = 12
ESCROW_IN = 13
ESCROW_OUT = 14
LOAN_DRAW = 15
LOAN_REPAY = 16
INTEREST = 17
EQUITY = 18
DISTRIBUTION = 19
FREE_CASH = 20
ESCROW_BALANCE = 21
LOAN_BALANCE = 22
CONTRACTS = 23
AREA_SOLD = 24
SOLD_AT_PLAN = 25
TAX_SHIELD = 26
CUSTOM = 27
"""Accounts that a project names itself follow from here."""

NAMES = (*OPERATING_ACCOUNTS, *KEPT_ACCOUNTS)
OPERATING = tuple(range(SALES + 1))
"""Flows of the project itself, before financing: money in positive. Custom accounts belong to them too."""
FINANCING = (LOAN_DRAW, LOAN_REPAY, INTEREST, EQUITY, DISTRIBUTION)
BALANCES = (FREE_CASH, ESCROW_BALANCE, LOAN_BALANCE)
"""What is there at the month's end, not what moved."""
MEMO = (CONTRACTS, AREA_SOLD, SOLD_AT_PLAN, TAX_SHIELD)
"""What was sold in the month: contract value [yuan], saleable floor [m²], value at planned prices [yuan]; and
the tax that interest saved, without which the flows before financing are told [yuan]."""
