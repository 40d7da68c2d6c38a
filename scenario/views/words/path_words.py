"""Dotted paths and the values there in words: `products.absorption.hazard` is the monthly sell-through."""

from __future__ import annotations

import re
from typing import Any

from scenario.project.fields import meaning, record_at
from scenario.project.sections.root import Project
from scenario.project.values.parsed import UnusableError
from scenario.project.values.quantity import Quantity
from scenario.views.words.quantity_names import keys_of_thing, thing_of
from scenario.views.words.wording import MISSING, Wording, clean

FIELDS = {
    "project.start": ("first day", "起始日期"),
    "project.discount_rate": ("discount rate", "折现率"),
    "activities.duration": ("duration", "工期"),
    "activities.pass.probability": ("chance to pass", "通过概率"),
    "activities.pass.redo": ("days to redo", "返工天数"),
    "activities.refuse": ("refused by the gate", "评审否决"),
    "activities.refuse.probability": ("chance of refusal", "否决概率"),
    "activities.after": ("predecessors", "紧前工作"),
    "activities.start_when": ("starts when", "启动条件"),
    "activities.start_when.sold": ("starts when sold", "启动所需去化率"),
    "land.area": ("site", "用地面积"),
    "land.price": ("land price", "土地价款"),
    "land.deed_tax": ("deed tax", "契税税率"),
    "land.stamp": ("stamp duty on land", "土地印花税率"),
    "land.use_tax.per_m2_year": ("land-use tax", "土地使用税(每平方米每年)"),
    "land.idle.fee": ("idle land fee", "土地闲置费率"),
    "land.idle.agreed": ("agreed days to begin works", "约定开工期限"),
    "products.price": ("price", "售价"),
    "products.market_price": ("market price", "市场价"),
    "products.stock": ("stock", "货量"),
    "products.sellable": ("share that finds buyers", "可售比例"),
    "products.absorption.launch": ("sell-through at launch", "开盘去化率"),
    "products.absorption.hazard": ("monthly sell-through", "月去化率"),
    "products.absorption.pace": ("pace of sales", "去化节奏"),
    "products.absorption.elasticity": ("price elasticity", "价格弹性"),
    "products.release.launch": ("sell-through at release", "推出时去化率"),
    "products.release.hazard": ("monthly sell-through after release", "推出后月去化率"),
    "products.price_growth.rate": ("price growth a year", "房价年涨幅"),
    "products.collection.down_payment": ("down payment", "首付比例"),
    "products.collection.mortgage_lag": ("months until the mortgage is paid", "按揭放款月数"),
    "products.late_handover.per_day": ("penalty of late handover a day", "逾期交付违约金(日)"),
    "products.late_handover.buffer": ("days of grace at handover", "交付宽限天数"),
    "products.late_handover.compensation": ("compensation at handover", "交付赔偿比例"),
    "products.first_pass_rate": ("homes accepted at the first visit", "一次交付合格率"),
    "cost.amount": ("cost", "成本"),
    "cost.per_month": ("cost a month", "月费用"),
    "cost.terms.lag": ("payment lag", "付款滞后"),
    "cost.terms.progress": ("paid by progress", "进度款比例"),
    "expenses.share": ("share of sales", "占销售额比例"),
    "expenses.before_launch": ("share before launch", "开盘前比例"),
    "funding.minimum_cash": ("minimum cash", "最低现金"),
    "funding.escrow.quota": ("escrow quota", "预售资金监管额度"),
    "funding.limit": ("limit", "额度"),
    "funding.rate": ("interest rate", "利率"),
    "funding.fee": ("fee", "手续费率"),
    "funding.equity_first": ("equity first", "股东资金先行比例"),
    "funding.share_of_cost": ("share of cost lent", "贷款占成本比例"),
    "funding.repay_share": ("share of sales that repays", "回款还贷比例"),
    "funding.repay_from_sold": ("repaid from a sold share of", "还贷起始去化率"),
    "tax.vat.rate": ("VAT rate", "增值税税率"),
    "tax.vat.prepay": ("VAT prepaid", "增值税预缴率"),
    "tax.vat.input_share": ("share of works with input VAT", "建安可抵扣比例"),
    "tax.vat.services.rate": ("VAT rate of services", "服务增值税税率"),
    "tax.vat.services.input_share": ("share of services with input VAT", "服务可抵扣比例"),
    "tax.vat.credit_refund.share": ("share of VAT credit refunded", "留抵退税比例"),
    "tax.vat.credit_refund.at_least": ("least VAT credit refunded", "留抵退税起点"),
    "tax.surcharge": ("surcharges on VAT", "附加税费率"),
    "tax.lat.assessment": ("LAT assessed", "土地增值税核定系数"),
    "tax.lat.prepay.ordinary_house": ("LAT prepaid, ordinary homes", "土增税预征率(普通住宅)"),
    "tax.lat.prepay.other": ("LAT prepaid, others", "土增税预征率(其他)"),
    "tax.lat.prepay.parking": ("LAT prepaid, parking", "土增税预征率(车位)"),
    "tax.lat.expense_share": ("LAT: share for expenses", "土增税开发费用比例"),
    "tax.lat.additional_share": ("LAT: additional deduction", "土增税加计扣除比例"),
    "tax.lat.exempt_below": ("LAT: exempt below", "土增税免征增值率"),
    "tax.eit.rate": ("income tax rate", "企业所得税税率"),
    "tax.eit.estimated_margin": ("estimated margin for income tax", "所得税预计毛利率"),
    "tax.stamp.sale": ("stamp duty on sales", "销售印花税率"),
    "tax.stamp.construction": ("stamp duty on works", "建设合同印花税率"),
    "regime.decide": ("date that decides the presale rules", "预售规则认定"),
    "regime.use": ("presale rules", "适用预售规则"),
    "calendars.stops": ("stops", "停工"),
    "risks.probability": ("chance", "概率"),
    "risks.delay": ("delay", "延误"),
    "risks.factor": ("factor on durations", "工期系数"),
    "risks.stops": ("days that a calendar stops", "停工天数"),
    "risks.cost": ("further cost", "增加成本"),
    "risks.multiplies": ("factor", "系数"),
    "risks.absent.days": ("days away", "缺勤天数"),
    "risks.absent.share": ("share away", "缺勤比例"),
    "risks.adds": ("what is added", "增量"),
    "risks.mitigation": ("measure", "应对措施"),
    "risks.mitigated": ("measure in force", "采用措施"),
    "drivers.quantity": ("factor", "系数"),
    "staff": ("people", "人数"),
    "cash.amount": ("amount", "金额"),
    "fallbacks": ("fall-back", "预案"),
    "targets": ("targets", "目标"),
}
"""What a field is called, by the block and the keys of its path that name no thing."""


def field_of(path: str, say: Wording) -> str | None:
    """Return what the field at the end of a path is called; None where it has no name here.

    >>> field_of("products.types.*.price", Wording("zh")), field_of("activities.piling.duration", Wording())
    ('售价', 'duration')
    """
    block, *rest = path.split(".")
    for at in range(keys_of_thing(path), len(rest) + 1):
        for till in range(len(rest), at, -1):
            found = FIELDS.get(".".join([block, *rest[at:till]]))
            if found is not None:
                return say.say(*found)
    return say.say(*FIELDS[block]) if block in FIELDS else None


def path_in_words(path: str, project: Project, say: Wording) -> str:
    """Return what stands at a path: the thing that it belongs to, and the field.

    The path itself where neither has a name. `*` stands for all of a kind and is told as the field alone.
    """
    field, thing = field_of(path, say), thing_of(path, project, say)
    parts = [clean(part) for part in (thing, field) if part]
    return " · ".join(parts) or clean(path)


def value_in_words(path: str, value: Any, say: Wording) -> str | None:
    """Return a value in the unit of its field: most likely (low–high); None where it is no quantity.

    Where it has no least or greatest value, the most likely alone is told.

    >>> value_in_words("products.absorption.hazard", {"pert": [0.1, 0.14, 0.16]}, Wording("zh"))
    '14%(10–16%)'
    """
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return say.say(*(("yes", "是") if value else ("no", "否")))
    try:
        quantity = Quantity.parse(value)
    except (UnusableError, ValueError):
        return None
    unit = unit_of(path)
    likely = _number(quantity.most_likely, unit, say)
    if not quantity.is_uncertain:
        return likely
    low, high = quantity.support
    if max(map(abs, (low, high))) == float("inf"):
        return f"≈ {likely}"
    sign, ends = say.say(" %", "%"), [_number(end, unit, say) for end in (low, high)]
    if ends[0].endswith(sign) and ends[1].endswith(sign):
        ends[0] = ends[0].removesuffix(sign)
    between = "–" if low >= 0 else " … "
    return f"{likely}{say.say(' ', '')}({between.join(ends)})"


def _number(value: float, unit: str, say: Wording) -> str:
    if unit.startswith("fraction"):
        return f"{100 * value:.6g}{say.say(' %', '%')}"
    return say.money(value) if unit == "yuan" and abs(value) >= 10_000 else f"{value:,.6g}"


_UNIT = re.compile(r"\[([^\]]*)\]")


def unit_of(path: str) -> str:
    """Return the unit of a value, as the record of its block has it; empty where it says none.

    >>> unit_of("products.absorption.hazard")
    'fraction a month'
    """
    parts = path.split(".")
    for end in range(len(parts) - 1, 0, -1):
        record = record_at(tuple(parts[:end]))
        if record is not None and parts[end] in record.model_fields:
            found = _UNIT.findall(meaning(record, parts[end]))
            return found[-1] if found else ""
    return ""
