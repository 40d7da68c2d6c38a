"""What accounts are called, and by which rule each is reckoned, in English and Chinese."""

from __future__ import annotations

from typing import NamedTuple

from scenario.views.words.wording import Wording, clean


class AccountWords(NamedTuple):
    """The names of an account, its rule in a sentence, and the function that reckons it."""

    en: str
    zh: str
    rule: str
    rule_zh: str
    code: str


ACCOUNTS = {
    "land": AccountWords(
        "Land",
        "土地款",
        "price × share of the instalment, in the month of its node and lag",
        "土地款 × 各期比例, 计入约定节点加滞后所在月",
        "model.money.works.pay_land",
    ),
    "deed_tax": AccountWords(
        "Deed tax",
        "契税",
        "price × rate, with the last instalment of the land",
        "土地款 × 税率, 随末期土地款缴纳",
        "rules.money.tax.deed_tax",
    ),
    "land_use_tax": AccountWords(
        "Land-use tax",
        "土地使用税",
        "area × yuan a year, from a node to a node",
        "面积 × 年税额, 自起始节点至终止节点",
        "model.money.works.work",
    ),
    "construction": AccountWords(
        "Works",
        "建安成本",
        "earned over the work, billed by progress share and stages, paid after the lag",
        "按施工进度计量, 按进度比例与节点比例计价, 滞后支付",
        "rules.money.payment.billed",
    ),
    "marketing": AccountWords(
        "Marketing",
        "营销费用",
        "share of sales: part before the launch, the rest with contracts",
        "销售额 × 费率: 部分在开盘前, 其余随签约",
        "model.money.works.work",
    ),
    "administration": AccountWords(
        "Administration",
        "管理费用",
        "share of planned sales, spread from a node to a node",
        "计划货值 × 费率, 自起始节点至终止节点均摊",
        "model.money.works.work",
    ),
    "damages": AccountWords(
        "Damages",
        "赔偿及闲置费",
        "days late beyond the buffer × rate × paid price; fee on idle land",
        "超出缓冲的逾期天数 × 日费率 × 已付房款; 土地闲置费",
        "model.money.works.pay_damages",
    ),
    "vat": AccountWords(
        "VAT",
        "增值税",
        "prepaid on receipts; from the VAT node output less land deduction and input tax",
        "按回款预缴; 自纳税节点起按销项减土地抵减与进项缴纳",
        "rules.money.tax.taxable_sales",
    ),
    "surcharge": AccountWords(
        "Surcharges", "附加税", "VAT paid × rate", "实缴增值税 × 费率", "rules.money.tax.surcharge"
    ),
    "lat": AccountWords(
        "Land appreciation tax",
        "土地增值税",
        "prepaid on receipts; settled by the four bands on the value added",
        "按回款预征; 清算时按增值额四级超率累进",
        "rules.money.tax.lat",
    ),
    "eit": AccountWords(
        "Income tax",
        "企业所得税",
        "quarters on the estimated margin; settled on sold area in the year of completion",
        "季度按预计毛利预缴; 完工年度按已售面积汇算",
        "rules.money.tax.eit",
    ),
    "stamp": AccountWords(
        "Stamp duty",
        "印花税",
        "contract price without VAT × rate",
        "不含税合同额 × 税率",
        "rules.money.tax.stamp",
    ),
    "sales": AccountWords(
        "Collections",
        "销售回款",
        "contracts (pace × stock × price) collected by down payment, mortgage, instalments",
        "签约(流速 × 货量 × 价格)按首付、按揭、分期回款",
        "model.money.sales.collect",
    ),
    "escrow_in": AccountWords(
        "Into escrow",
        "转入监管",
        "receipts of presales",
        "预售回款转入监管账户",
        "rules.money.escrow.released_by_quota",
    ),
    "escrow_out": AccountWords(
        "Out of escrow",
        "监管释放",
        "what is above the quota to keep at each node",
        "超出各节点留存额度的部分",
        "rules.money.escrow.released_by_quota",
    ),
    "loan_draw": AccountWords(
        "Loan drawn",
        "贷款提款",
        "within limit, share of cost and gates, after equity first",
        "额度、成本比例与放款条件之内, 自有资金先行",
        "rules.money.loan.headroom",
    ),
    "loan_repay": AccountWords(
        "Loan repaid",
        "归还贷款",
        "share of receipts from a sold share on; maturity",
        "去化达到比例后按回款比例归还; 到期归还",
        "rules.money.loan.repayment",
    ),
    "added_to_loan": AccountWords(
        "Added to the loan",
        "资本化利息",
        "interest and fees that are not paid but added",
        "未付而计入本金的利息与费用",
        "rules.money.loan.monthly_interest",
    ),
    "interest": AccountWords(
        "Interest",
        "利息",
        "balance × rate by days, and fees; interest earned on cash",
        "贷款余额 × 利率(按日)及费用; 存款利息",
        "rules.money.loan.interest_by_days",
    ),
    "equity": AccountWords(
        "Equity called",
        "股东投入",
        "what is needed and no facility gives",
        "融资之外的资金缺口",
        "model.money.shareholders.call_equity",
    ),
    "distribution": AccountWords(
        "Paid to shareholders",
        "股东分配",
        "free cash above what is kept, once it may be paid",
        "可分配时点后超出留存的自由现金",
        "model.money.shareholders.distribute",
    ),
    "by_share": AccountWords(
        "By its share",
        "按出资比例应得",
        "share × what shareholders get, taken off",
        "出资比例 × 股东合计, 予以扣除",
        "rules.money.waterfall.share_flows",
    ),
    "kept_as_cash": AccountWords(
        "Kept as cash",
        "现金留存变动",
        "free cash that stays in the project, or is taken from it",
        "留存于项目或动用的自由现金",
        "model.money.shareholders.distribute",
    ),
    "contracts": AccountWords(
        "Contracts",
        "签约额",
        "pace × stock × price",
        "流速 × 货量 × 价格",
        "rules.money.absorption.sold_within",
    ),
    "tax_shield": AccountWords(
        "Tax that interest saves",
        "利息抵税",
        "taken off: before financing interest saves none",
        "予以扣除: 融资前口径利息不抵税",
        "rules.money.tax.eit",
    ),
    "receivable": AccountWords(
        "Owed by buyers",
        "应收房款",
        "contracted and not collected",
        "已签约未回款",
        "model.money.sales.collect",
    ),
    "vat_on_sales": AccountWords(
        "VAT within contracts",
        "合同内增值税",
        "price ÷ (1 + rate) × rate",
        "含税价 ÷ (1 + 税率) × 税率",
        "rules.money.tax.vat_within",
    ),
    "vat_on_land": AccountWords(
        "VAT that land saves",
        "土地抵减销项税",
        "land of the area sold",
        "已售面积对应的土地款",
        "rules.money.tax.taxable_sales",
    ),
    "vat_on_works": AccountWords(
        "Input VAT of works", "工程进项税", "what may be set off", "可抵扣部分", "rules.money.tax.vat_input"
    ),
    "vat_on_services": AccountWords(
        "Input VAT of services",
        "服务进项税",
        "what may be set off",
        "可抵扣部分",
        "rules.money.tax.vat_input",
    ),
    "days_in_month": AccountWords(
        "Days within the month",
        "月内日期差",
        "dated flows come before their months' ends",
        "注明日期的现金流早于月末",
        "rules.money.returns.discounted",
    ),
    "stock_at_plan": AccountWords(
        "Stock at planned prices",
        "可售货值(计划价)",
        "stock × share that sells × price",
        "货量 × 可去化比例 × 价格",
        "model.money.sales.open_sales",
    ),
    "sold_at_plan_by_then": AccountWords(
        "Sold by the last handover",
        "末期交付前已售",
        "at planned prices",
        "按计划价",
        "rules.money.absorption.sold_within",
    ),
    "had_to_be_there": AccountWords(
        "Had to be there",
        "应有资金",
        "minimum cash, reserves, dues that are near",
        "最低现金、预留及临近应付",
        "model.money.completion.floor_of",
    ),
    "lost_buyers": AccountWords(
        "Owed to buyers",
        "欠购房人",
        "not paid when the books end",
        "账目结束时未付",
        "model.money.shortfall.share_losses",
    ),
    "lost_works": AccountWords(
        "Owed to contractors",
        "欠施工方",
        "not paid when the books end",
        "账目结束时未付",
        "model.money.shortfall.share_losses",
    ),
    "lost_taxes": AccountWords(
        "Owed in taxes",
        "欠税款",
        "not paid when the books end",
        "账目结束时未付",
        "model.money.shortfall.share_losses",
    ),
    "lost_lenders": AccountWords(
        "Owed to lenders",
        "欠贷款人",
        "not paid when the books end",
        "账目结束时未付",
        "model.money.shortfall.share_losses",
    ),
    "lost_others": AccountWords(
        "Owed to others",
        "欠其他方",
        "not paid when the books end",
        "账目结束时未付",
        "model.money.shortfall.share_losses",
    ),
}
"""What a measure may be made of."""
OWN = AccountWords(
    "",
    "",
    "the flows of `cash:` that are booked to it",
    "`cash:` 中记入该科目的现金流",
    "model.money.works.pay_flows",
)
"""An account that a project names itself."""


def account_words(account: str) -> AccountWords:
    """Return the words of an account; one that a project names itself is called by its name."""
    return ACCOUNTS.get(account) or OWN._replace(en=clean(account), zh=clean(account))


def account_name(account: str, say: Wording) -> str:
    """Return what an account is called; behind `÷ ` what a share is of.

    >>> account_name("÷ sales", Wording("zh")), account_name("rent", Wording())
    ('÷ 销售回款', 'rent')
    """
    mark, name = ("÷ ", account[2:]) if account.startswith("÷ ") else ("", account)
    words = account_words(name)
    return mark + say.say(words.en, words.zh)
