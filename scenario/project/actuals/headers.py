"""What the headers of tables mean, in English and Chinese, and what a mapping file adds to that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from scenario.project.sections.statement import Known
from scenario.project.values.record import Record

FORM = "scenario-columns-1"
"""What a mapping file says that it is."""
NODE, MONTH, IGNORED = "node", "month", "ignored"
DATES = tuple(name for name, field in Known.model_fields.items() if "datetime.date" in str(field.annotation))
"""What is known of an activity as a date."""
HEADERS: Mapping[str, str] = {
    **{name.replace("_", gap): name for name in DATES for gap in (" ", "_")},
    "node": NODE, "id": NODE, "activity": NODE, "节点": NODE, "工作项": NODE, "工作": NODE, "任务": NODE,
    "started": "started", "actual start": "started", "实际开始": "started", "实际开工": "started",
    "finished": "finished", "actual finish": "finished", "实际完成": "finished", "实际完工": "finished",
    "done": "done", "% complete": "done", "share done": "done", "完成比例": "done", "完成率": "done",
    "remaining": "remaining", "remaining days": "remaining", "剩余天数": "remaining", "剩余工期": "remaining",
    "sent back": "sent_back", "sent_back": "sent_back", "退回次数": "sent_back",
    "month": MONTH, "月份": MONTH, "会计期间": MONTH,
    "name": IGNORED, "名称": IGNORED, "planned start": IGNORED, "计划开始": IGNORED,
    "planned finish": IGNORED, "计划完成": IGNORED, "note": IGNORED, "备注": IGNORED, "说明": IGNORED,
    "部门": IGNORED, "department": IGNORED,
}  # fmt: skip
"""Headers that need no mapping, in lower case."""
ACCOUNTS: Mapping[str, str] = {
    "土地款": "land", "契税": "deed_tax", "土地使用税": "land_use_tax", "建安支出": "construction",
    "工程款": "construction", "营销费用": "marketing", "管理费用": "administration", "违约金": "damages",
    "增值税": "vat", "附加税": "surcharge", "土地增值税": "lat", "企业所得税": "eit", "印花税": "stamp",
    "销售回款": "sales", "转入监管": "escrow_in", "监管释放": "escrow_out", "提款": "loan_draw",
    "还款": "loan_repay", "利息": "interest", "股东投入": "equity", "分配": "distribution",
    "签约额": "contracts", "签约面积": "area_sold",
}  # fmt: skip
"""What accounts are called in Chinese."""
UNITS = {"元": 1.0, "yuan": 1.0, "千元": 1e3, "万元": 1e4, "亿元": 1e8}
"""What amounts of a table are multiplied by [yuan]."""
UNIT_HEADERS = ("单位", "unit", "金额单位")


class Columns(Record):
    """A mapping file: how the tables of a house are to be read."""

    form: Literal["scenario-columns-1"]
    """What it is."""
    headers: dict[str, str] = {}
    """Headers of theirs, each with what it means here: node, started, finished, done, remaining,
    sent_back, month, an account, or `ignored`."""
    accounts: dict[str, str] = {}
    """Names or numbers of accounts of theirs, each with the account here."""
    nodes: dict[str, str] = {}
    """Names of activities of theirs, each with the id here."""
    units: Literal["元", "千元", "万元", "亿元", "yuan"] | None = None
    """The unit of amounts where a table does not say it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How tables are read: known headers and those of a mapping file."""

    headers: Mapping[str, str] = field(default_factory=lambda: dict(HEADERS))
    accounts: Mapping[str, str] = field(default_factory=lambda: dict(ACCOUNTS))
    nodes: Mapping[str, str] = field(default_factory=dict)
    unit: float = 1.0

    @classmethod
    def of(cls, columns: Columns | None) -> Reading:
        """Return how tables are read with a mapping file, or without one."""
        if columns is None:
            return cls()
        theirs = {header.strip().lower(): meaning for header, meaning in columns.headers.items()}
        unit = UNITS[columns.units] if columns.units is not None else 1.0
        return cls({**HEADERS, **theirs}, {**ACCOUNTS, **columns.accounts}, columns.nodes, unit)
