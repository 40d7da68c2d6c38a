"""The project on one page: site, areas, products with prices and value, costs."""

from __future__ import annotations

from math import fsum

from scenario.analysis import Study
from scenario.project.sections.products import Product
from scenario.views.tables.table import Table
from scenario.views.words.wording import MISSING, Wording, clean


def facts(study: Study, say: Wording) -> list[tuple[str, str]]:
    """Return what is told of the project, as name and value."""
    project, currency = study.project, say.currency
    found = [
        (say.say("First day", "起始日期"), project.project.start.isoformat()),
        (say.say("Phases", "分期"), str(len(project.phase_ids))),
    ]
    if project.land is not None:
        area, price = project.land.area.most_likely, project.land.price.most_likely
        found.append((say.say("Site", "用地面积"), f"{area:,.0f} m²"))
        found.append((say.say("Land price", "土地价款"), f"{say.money(price)} {currency}"))
        if project.site is not None:
            built = project.site.above_ground
            ratio, floor = built / area, price / built
            found.append((say.say("Floor area above ground", "计容建筑面积"), f"{built:,.0f} m²"))
            found.append((say.say("Floor area ratio", "容积率"), f"{ratio:.2f}"))
            found.append(
                (say.say("Land for each m² above ground", "楼面地价"), f"{floor:,.0f} {currency}/m²")
            )
    if project.products is not None:
        homes = fsum(_stock(each) for each in project.products.types.values() if each.kind != "parking")
        found.append((say.say("Saleable floor", "可售面积"), f"{homes:,.0f} m²"))
    return found


def _stock(each: Product) -> float:
    return fsum(float(amount) for amount in each.stock.values())


def products(study: Study, say: Wording) -> Table | None:
    """Return what is sold: stock, price, value of all stock that will find buyers."""
    if study.project.products is None:
        return None
    rows = []
    whole = 0.0
    for name, each in study.project.products.types.items():
        price = each.price.most_likely
        share = 1.0 if each.sellable is None else each.sellable.most_likely
        value = _stock(each) * price * share
        whole += value
        unit = say.say("spaces", "个") if each.kind == "parking" else "m²"
        label = clean(name) if each.name is None else say.name(each.name)
        stock = f"{_stock(each):,.0f} {unit}"
        rows.append((label, stock, say.share(share), f"{price:,.0f}", say.money(value)))
    rows.append((say.say("All", "合计"), "", "", "", say.money(whole)))
    heads = say.say("Product|Stock|Finds buyers|Price|Value", "业态|货量|可售比例|单价|货值").split("|")
    return Table(say.say("What is sold", "货值"), tuple(heads), rows)


def costs(study: Study, say: Wording) -> Table | None:
    """Return the cost plan: amounts as planned, and their share."""
    if study.project.cost is None:
        return None
    items = study.project.cost.items
    amounts = {name: each.amount.most_likely for name, each in items.items() if each.amount is not None}
    whole = fsum(amounts.values())
    rows = []
    for name, each in items.items():
        label = clean(name) if each.name is None else say.name(each.name)
        if name in amounts:
            share = say.share(amounts[name] / whole) if whole else MISSING
            rows.append((label, say.money(amounts[name]), share))
        elif each.per_month is not None:
            monthly = say.money(each.per_month.most_likely)
            rows.append((label, say.say(f"{monthly} a month", f"每月{monthly}"), MISSING))
    rows.append((say.say("All", "合计"), say.money(whole), say.share(1.0) if whole else MISSING))
    heads = say.say("Cost|Planned|Share", "成本科目|计划金额|占比").split("|")
    return Table(say.say("Cost plan", "成本"), tuple(heads), rows)
