"""Indices without a sign: the one place that knows how numba's compiler is put together.

In Python `a[-1]` is the last element, so compiled code asks of each index whether it counts from the end.
None of ours does, and the question took a fifth of a run. Here numba is told that they all count from the
front: a pass of our own turns each index of an array into an unsigned number once all types are known, of
which numba does not ask. A negative index would then read what is not there; with NUMBA_BOUNDSCHECK=1 it is
an error, and a test runs random projects like that.

See https://numba.readthedocs.io/en/stable/developer/custom_pipeline.html
"""

from __future__ import annotations

from typing import Any, cast

from numba.core import ir, types
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import FunctionPass, PassManager, register_pass
from numba.core.ir_utils import mk_unique_var
from numba.core.typed_passes import NopythonTypeInference


def _unsigned(index: types.Type) -> types.Type | None:
    """Return the unsigned type for an index of whole numbers, None for any other index."""
    if isinstance(index, types.Integer):
        return types.uintp
    parts = tuple(cast(Any, index)) if isinstance(index, types.BaseTuple) else ()
    if parts and all(isinstance(part, types.Integer) for part in parts):
        return types.UniTuple(types.uintp, len(parts))
    return None


@register_pass(mutates_CFG=False, analysis_only=False)
class UnsignedIndices(FunctionPass):
    """Turn what indexes an array into unsigned numbers."""

    _name = "scenario_unsigned_indices"

    def __init__(self) -> None:
        FunctionPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        """Put a cast before each access to an element; return whether there was one."""
        changed = False
        for block in state.func_ir.blocks.values():
            body = []
            for statement in block.body:
                access = statement.value if isinstance(statement, ir.Assign) else statement
                made = self._unsigned_for(state, block, access)
                if made is not None:
                    body.append(made)
                    changed = True
                body.append(statement)
            block.body = body
        return changed

    def _unsigned_for(self, state: Any, block: ir.Block, access: Any) -> ir.Assign | None:
        """Have an access use an unsigned index; return what makes that, None if none is wanted."""
        if isinstance(access, ir.SetItem):
            array = access.target
        elif isinstance(access, ir.Expr) and access.op == "getitem":
            array = access.value
        else:
            return None
        unsigned = _unsigned(state.typemap[access.index.name])
        if unsigned is None or not isinstance(state.typemap[array.name], types.Array):
            return None
        index = ir.Var(block.scope, mk_unique_var("index"), access.loc)
        state.typemap[index.name] = unsigned
        made = ir.Assign(ir.Expr.cast(access.index, access.loc), index, access.loc)
        signature = state.calltypes.pop(access)
        if isinstance(access, ir.SetItem):
            access.index = index
        else:
            access._kws["index"] = index
        args = (signature.args[0], unsigned, *signature.args[2:])
        state.calltypes[access] = signature.replace(args=args)
        return made


class Compiler(CompilerBase):
    """numba's compiler, with unsigned indices."""

    def define_pipelines(self) -> list[PassManager]:
        """Return the one pipeline: numba's own, and the pass once types are known."""
        pipeline = DefaultPassBuilder.define_nopython_pipeline(self.state)
        pipeline.add_pass_after(UnsignedIndices, NopythonTypeInference)
        pipeline.finalize()
        return [pipeline]
