"""Named tuples of arrays that compiled code is handed as one pointer.

numba passes a tuple by its parts, and an array as seven numbers or more: the state of a run took some five
hundred arguments, packed and unpacked at every call, and two thirds of all instructions written in a first
compilation did only that. Here the address and the shape of each array stand side by side in memory, a tuple
within a tuple in the same row, and compiled code reads those that it uses, when it uses them.

That memory is written when compiled code is called from Python, and never again: compiled code can change
what the arrays hold, not which arrays they are. So what is read from it needs to be read once.

See https://numba.readthedocs.io/en/stable/extending/low-level.html
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, TypeVar

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.core.datamodel.models import OpaqueModel
from numba.core.extending import NativeValue, lower_getattr_generic, register_model, typeof_impl, unbox
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.np import arrayobj

Class = TypeVar("Class", bound=type)
WORD = ir.IntType(64)


class ReferencedType(types.Type):
    """A named tuple of C-contiguous arrays, and of such tuples, that is passed as one pointer."""

    def __init__(self, of: str, members: tuple[tuple[str, Any], ...]) -> None:
        content = hashlib.blake2b(repr(members).encode(), digest_size=8).hexdigest()
        self.members = members
        super().__init__(name=f"{of}.{content}")

    @property
    def words(self) -> int:
        """How many words of memory it takes."""
        return sum(_words(member) for _, member in self.members)

    def placed(self) -> Iterator[tuple[int, str, Any]]:
        """Yield where each member begins [words], its name and its type."""
        at = 0
        for name, member in self.members:
            yield at, name, member
            at += _words(member)


def _words(member: Any) -> int:
    """Return how many words a member takes: an array its address and its shape."""
    return member.words if isinstance(member, ReferencedType) else 1 + int(member.ndim)


def by_reference(cls: Class) -> Class:
    """Have compiled code take instances of a named tuple as one pointer."""
    typeof_impl.register(cls, _type_of)
    return cls


def _type_of(value: Any, context: Any) -> ReferencedType:
    members = tuple(
        (name, typeof_impl(part, context)) for name, part in zip(value._fields, value, strict=True)
    )
    for name, member in members:
        if not isinstance(member, ReferencedType) and getattr(member, "layout", None) != "C":
            raise TypeError(f"{type(value).__name__}.{name} is no C-contiguous array")
    return ReferencedType(type(value).__name__, members)


register_model(ReferencedType)(OpaqueModel)


@infer_getattr
class _Members(AttributeTemplate):
    """What type a member has."""

    key = ReferencedType

    def generic_resolve(self, of: Any, attr: str) -> Any:  # type: ignore[override]
        return dict(of.members).get(attr)


def _word(builder: Any, memory: Any, at: int) -> Any:
    """Return where a word lies."""
    return builder.gep(builder.bitcast(memory, WORD.as_pointer()), [ir.Constant(ir.IntType(32), at)])


@lower_getattr_generic(ReferencedType)
def _member(context: Any, builder: Any, of: ReferencedType, memory: Any, attr: str) -> Any:
    """Read a member: a tuple is a pointer into the same memory, an array is made of its address and shape."""
    at, member = next((at, member) for at, name, member in of.placed() if name == attr)
    if isinstance(member, ReferencedType):
        return builder.bitcast(_word(builder, memory, at), cgutils.voidptr_t)
    never_changes = builder.module.add_metadata([])
    words = []
    for k in range(_words(member)):
        word = builder.load(_word(builder, memory, at + k))
        word.set_metadata("invariant.load", never_changes)
        words.append(word)
    return _array(context, builder, member, words[0], words[1:])


def _array(context: Any, builder: Any, member: Any, address: Any, shape: list[Any]) -> Any:
    """Return an array of numba's, which nobody owns, at an address."""
    made = arrayobj.make_array(member)(context, builder)
    itemsize = context.get_constant(types.intp, _itemsize(context, member))
    strides = [itemsize]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    arrayobj.populate_array(
        made,
        data=builder.inttoptr(address, made.data.type),
        shape=shape,
        strides=strides,
        itemsize=itemsize,
        meminfo=None,
    )
    return made._getvalue()


def _itemsize(context: Any, member: Any) -> int:
    return int(context.get_abi_sizeof(context.get_data_type(member.dtype)))


@unbox(ReferencedType)
def _from_python(of: ReferencedType, value: Any, c: Any) -> NativeValue:
    """Write down where the arrays of a tuple lie, in memory of the call."""
    memory = cgutils.alloca_once(c.builder, WORD, size=ir.Constant(WORD, max(of.words, 1)))
    failed = cgutils.alloca_once_value(c.builder, cgutils.false_bit)
    _write(of, value, c, memory, failed)
    return NativeValue(c.builder.bitcast(memory, cgutils.voidptr_t), is_error=c.builder.load(failed))


def _write(of: ReferencedType, value: Any, c: Any, memory: Any, failed: Any) -> None:
    for number, (at, _, member) in enumerate(of.placed()):
        part = c.pyapi.tuple_getitem(value, number)
        place = _word(c.builder, memory, at)
        if isinstance(member, ReferencedType):
            _write(member, part, c, place, failed)
            continue
        made = arrayobj.make_array(member)(c.context, c.builder)
        pointer = c.builder.bitcast(made._getpointer(), cgutils.voidptr_t)
        refused = cgutils.is_not_null(c.builder, _borrow(c, part, pointer))
        c.builder.store(c.builder.or_(c.builder.load(failed), refused), failed)
        c.builder.store(c.builder.ptrtoint(made.data, WORD), place)
        for k, length in enumerate(cgutils.unpack_tuple(c.builder, made.shape, member.ndim)):
            c.builder.store(length, _word(c.builder, memory, at + 1 + k))


def _borrow(c: Any, value: Any, pointer: Any) -> Any:
    """Fill numba's description of an array of Python, which stays the owner; return an error code."""
    kind = ir.FunctionType(ir.IntType(32), [c.pyapi.pyobj, c.pyapi.voidptr])
    function = cgutils.get_or_insert_function(c.builder.module, kind, "numba_adapt_ndarray")
    return c.builder.call(function, (value, pointer))
