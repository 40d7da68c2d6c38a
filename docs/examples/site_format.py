"""What the site writes itself: the file format from the schema, and paths for files that are no pages."""

from __future__ import annotations

import re
from typing import Any

BESIDE = re.compile(r"\[([^\]]+)\]\(\.\./([^)]+)\)")
HERE = "<!-- format -->"


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Write the tables of the format where a page has its mark; mkdocs calls this for each page.

    A link to a file of the repository that is no page becomes its path.

    >>> on_page_markdown("see [the benchmarks](../benchmarks/README.md)")
    'see the benchmarks (`benchmarks/README.md`)'
    """
    markdown = BESIDE.sub(lambda link: f"{link[1]} (`{link[2]}`)", markdown)
    if HERE not in markdown:
        return markdown
    from scenario.project.files.schema import schema

    return markdown.replace(HERE, tables(schema()))


def tables(schema: dict[str, Any]) -> str:
    """Return a table of the file's blocks, and one of each record that they are made of."""
    parts = [f"## The file\n\n{_table(schema)}"]
    for name, record in sorted(schema["$defs"].items()):
        if "properties" in record:
            parts.append(f"## {name}\n\n{_text(record)}\n\n{_table(record)}")
    return "\n\n".join(parts)


def _table(record: dict[str, Any]) -> str:
    rows = [f"| `{key}` | {_text(field)} |" for key, field in record["properties"].items()]
    return "\n".join(["| key | what it is |", "|---|---|", *rows])


def _text(field: dict[str, Any]) -> str:
    text = " ".join(field.get("description", "").split())
    return text.replace("|", "\\|").replace("<", "&lt;")
