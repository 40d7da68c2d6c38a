"""A schedule of whatever tool: what a file is, is told by its first bytes, not by its name."""

from __future__ import annotations

from pathlib import Path

from scenario.exchange.readers.mspdi import read_mspdi
from scenario.exchange.readers.pmxml import read_pmxml
from scenario.exchange.readers.text import bytes_of
from scenario.exchange.readers.xer import read_xer
from scenario.exchange.readers.xml_tree import tree_of
from scenario.exchange.source import Source, SourceError

OLE = b"\xd0\xcf\x11\xe0"
"""How files of MS Project itself (.mpp) begin."""


def read_schedule(path: Path, encoding: str | None = None) -> Source:
    """Read XER, PMXML or MSPDI.

    Parameters
    ----------
    path : Path
        The file
    encoding : str, optional
        The code page of an XER file; guessed when not given. XML files tell theirs

    Raises
    ------
    SourceError
        Every problem at once, each with its place in the file
    """
    head = bytes_of(path)[:4000]
    if head.startswith(OLE):
        raise SourceError(str(path), ["this is an .mpp file; save it as XML in MS Project, and import that"])
    if head.lstrip(b"\xef\xbb\xbf").lstrip().startswith(b"ERMHDR") or b"ERMHDR" in head[:20]:
        return read_xer(path, encoding)
    if b"<" not in head[:200]:
        raise SourceError(str(path), ["is neither XER nor XML of Primavera P6 or MS Project"])
    root = tree_of(path)
    if root.tag == "APIBusinessObjects":
        return read_pmxml(path, root)
    if root.tag == "Project":
        return read_mspdi(path, root)
    problem = (
        f"line {root.line}: <{root.tag[:40]}> is the root of no schedule; Project and APIBusinessObjects are"
    )
    raise SourceError(str(path), [problem])
