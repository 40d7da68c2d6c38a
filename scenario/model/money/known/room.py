"""Room for the state of a run."""

from __future__ import annotations

import numpy as np

from scenario.model.money import tables


def room_for(books: tables.Books, drifts: int, accounts: int) -> tuple[np.ndarray, tables.State]:
    """Return one buffer and the state of a run: views into it, and a ledger of its own."""
    months, phases, lots = len(books.month), len(books.phase), len(books.lot)
    batches = max(1, len(books.batch))
    parts: dict[str, tuple[np.dtype | None, tuple[int, ...]]] = {
        "line": (tables.LINE_STATE, (len(books.line),)),
        "cell": (tables.CELL, (len(books.line), batches)),
        "row": (tables.ROW_STATE, (len(books.row),)),
        "part": (tables.PART_STATE, (len(books.part),)),
        "works": (tables.WORKS, (phases, months)),
        "phase": (tables.PHASE_STATE, (phases,)),
        "lot": (tables.LOT_STATE, (lots,)),
        "due": (None, (lots, months)),
        "mortgage_due": (None, (lots, months)),
        "mortgage_pending": (None, (lots,)),
        "payable": (None, (phases, months)),
        "land_paid": (None, (len(books.land_payment),)),
        "flow_paid": (None, (len(books.flow),)),
        "year": (None, (9, 2, int(books.month["year"].max()) + 1)),
        "eit_due": (None, (2, months)),
        "facility": (tables.FACILITY_STATE, (len(books.facility),)),
        "drift": (None, (drifts, months)),
        "treasury": (tables.TREASURY, (1,)),
    }
    width = {name: len(dtype.names or ()) if dtype else 1 for name, (dtype, _) in parts.items()}
    sizes = {name: int(np.prod(shape)) * width[name] for name, (_, shape) in parts.items()}
    buffer = np.zeros(sum(sizes.values()))
    views, at = {}, 0
    for name, (dtype, shape) in parts.items():
        piece = buffer[at : at + sizes[name]]
        views[name] = (piece.view(dtype) if dtype else piece).reshape(shape)
        at += sizes[name]
    return buffer, tables.State(**views, ledger=np.zeros((months, accounts)), whole=buffer)
