"""Indices without a sign, inner functions compiled once: the one place that knows how numba's compiler works.

In Python `a[-1]` is the last element, so compiled code asks of each index whether it counts from the end.
None of ours does, and the question took a fifth of a run. Here numba is told that they all count from the
front: a pass of our own turns each index of an array into an unsigned number once all types are known, of
which numba does not ask. A negative index would then read what is not there; with NUMBA_BOUNDSCHECK=1 it is
an error, and a test runs random projects like that.

What only kernels call is not optimised or turned into machine code by itself, as numba would, but in the
kernel, with all that is inlined there: the work was done again at every level of calls, and made a quarter of
a first compilation.

See https://numba.readthedocs.io/en/stable/developer/custom_pipeline.html
"""

from __future__ import annotations

from typing import Any, cast

import numba
from numba.core import ir, types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import FunctionPass, LoweringPass, PassManager, register_pass
from numba.core.ir_utils import mk_unique_var
from numba.core.typed_passes import NativeLowering, NopythonTypeInference


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


class KernelLibrary(JITCodeLibrary):
    """Machine code of a kernel: with what it calls, and what that calls, each put in once."""

    def add_linking_library(self, library: Any) -> None:
        """Have what a library holds put in, and what that needs."""
        if library not in self._linking_libraries:
            cast(Any, super()).add_linking_library(library)
            if isinstance(library, InnerLibrary):
                for needed in library.needed:
                    self.add_linking_library(needed)


class InnerLibrary(JITCodeLibrary):
    """Code that only kernels call: it is optimised and turned into machine code there, and only there."""

    @property
    def needed(self) -> list[Any]:
        """The libraries of what it calls."""
        return list(self._linking_libraries)

    def finalize(self) -> None:
        """Leave it as it was written; nothing can be added any more."""
        cast(Any, self)._raise_if_finalized()
        self._finalized = True


@register_pass(mutates_CFG=False, analysis_only=False)
class ChooseLibrary(LoweringPass):
    """Have the code of a function put into a library of our own."""

    _name = "scenario_choose_library"

    def __init__(self) -> None:
        LoweringPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        """Make the library; numba makes its own only where there is none."""
        kind = InnerLibrary if state.flags.no_compile else KernelLibrary
        state.library = kind(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        return False


@register_pass(mutates_CFG=False, analysis_only=False)
class OnlyForKernels(LoweringPass):
    """Let compiled code call a function of which no machine code of its own is made."""

    _name = "scenario_only_for_kernels"

    def __init__(self) -> None:
        LoweringPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        """Register the function as numba does once it has made machine code."""
        lowered = state.cr
        name = lowered.fndesc.qualname
        module, told = lowered.fndesc.lookup_module(), f"for kernels only: {name}"
        entry = cast(Any, numba)._dynfunc.make_function(module, name, told, 0, lowered.env, (state.library,))
        state.targetctx.insert_user_function(entry, lowered.fndesc, [state.library])
        state.cr = lowered._replace(cfunc=entry)
        return False


class Compiler(CompilerBase):
    """numba's compiler, with unsigned indices."""

    def define_pipelines(self) -> list[PassManager]:
        """Return the one pipeline: numba's own, and the passes once types are known."""
        pipeline = DefaultPassBuilder.define_nopython_pipeline(self.state)
        pipeline.add_pass_after(UnsignedIndices, NopythonTypeInference)
        pipeline.add_pass_after(ChooseLibrary, UnsignedIndices)
        self.amend(pipeline)
        pipeline.finalize()
        return [pipeline]

    def amend(self, pipeline: PassManager) -> None:
        """Add the passes that a kind of function needs besides: none."""


class InnerCompiler(Compiler):
    """For what only kernels call: no machine code is made of it by itself."""

    def amend(self, pipeline: PassManager) -> None:
        """Register the function without machine code."""
        self.state.flags.no_compile = True
        pipeline.add_pass_after(OnlyForKernels, NativeLowering)
