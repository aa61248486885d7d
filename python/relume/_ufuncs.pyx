# cython: language_level=3, boundscheck=False, wraparound=False, freethreading_compatible=True
"""The catalogue of the C library as ufuncs and Activation objects.

The ufuncs are attributes of this module under their own names, which is how NumPy pickles them.
"""
cimport numpy as cnp
from cpython.dict cimport PyDict_DelItem, PyDict_GetItemWithError
from cpython.object cimport PyObject
from cpython.pycapsule cimport PyCapsule_New
from cpython.ref cimport Py_INCREF
from libc.math cimport isinf, isnan
from libc.stddef cimport ptrdiff_t
from libc.stdint cimport int16_t, int32_t, uint8_t
from libc.stdlib cimport malloc

from relume cimport (
    RELUME_BACKWARD,
    RELUME_BF16,
    RELUME_DERIVATIVE,
    RELUME_F16,
    RELUME_F32,
    RELUME_F64,
    RELUME_FORWARD,
    RELUME_INT8,
    RELUME_INT16,
    RELUME_INT32,
    RELUME_INT64,
    RELUME_OK,
    RELUME_PARAMETER_BACKWARD,
    RELUME_UINT8,
    RELUME_UINT16,
    RELUME_UINT32,
    RELUME_UINT64,
    relume_activation_alias,
    relume_activation_count,
    relume_activation_derivative,
    relume_activation_formula,
    relume_activation_name,
    relume_activation_notes,
    relume_activation_reference,
    relume_activation_title,
    relume_apply,
    relume_apply_axis,
    relume_array_count,
    relume_axis_function_count,
    relume_axis_function_derivative,
    relume_axis_function_formula,
    relume_axis_function_name,
    relume_axis_function_notes,
    relume_axis_function_reference,
    relume_axis_function_title,
    relume_isa,
    relume_isa_count,
    relume_isa_name,
    relume_keeps_integers,
    relume_num_threads,
    relume_output_count,
    relume_parameter_count,
    relume_parameter_gradients,
    relume_parameter_name,
    relume_parameter_range,
    relume_quantize_apply_strided,
    relume_quantize_int16,
    relume_quantize_prepare,
    relume_set_isa,
    relume_set_num_threads,
    relume_status,
    relume_status_string,
    relume_version,
    relume_weight_gradients,
)

import importlib
import inspect
import itertools
import math
import operator
import os
import sys

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

cnp.import_array()
cnp.import_ufunc()

cdef extern from "internal.h" nogil:
    relume_status relume_apply_unchecked(int32_t activation, int32_t operation, int32_t dtype, size_t n,
                                         char *const *operands, const ptrdiff_t *strides)
    relume_status relume_weighted_sum_unchecked(const int32_t *activations, int32_t count, int32_t rectified,
                                                int32_t operation, int32_t dtype, size_t n, char *const *operands,
                                                const ptrdiff_t *strides)

cdef extern from "Python.h":
    object PyObject_Call(object callable, object args, object kwargs)


cdef struct Loop:
    int32_t activation, operation, dtype, operands


cdef void run_loop(const Loop *loop, int32_t dtype, char *const *args, size_t n, const ptrdiff_t *steps) noexcept nogil:
    cdef size_t _
    cdef char *at[MAX_OPERANDS]
    cdef int last = loop.operands - 1
    # ufunc.reduce and ufunc.accumulate feed each result back as the next input: only one by one is that right.
    if n > 1 and (steps[last] == 0 or args[0] + steps[last] == args[last]):
        for k in range(loop.operands):
            at[k] = args[k]
        for _ in range(n):
            relume_apply_unchecked(loop.activation, loop.operation, dtype, 1, at, steps)
            for k in range(loop.operands):
                at[k] += steps[k]
    else:
        relume_apply_unchecked(loop.activation, loop.operation, dtype, n, args, steps)


cdef void inner_loop(char **args, const cnp.npy_intp *dimensions, const cnp.npy_intp *steps, void *data) noexcept nogil:
    cdef Loop *loop = <Loop *>data
    run_loop(loop, loop.dtype, args, <size_t>dimensions[0], <const ptrdiff_t *>steps)


cdef list kept_alive = []

# In NumPy's order, as it takes the first loop that the inputs can be converted to safely.
cdef enum:
    LOOPS = 3
cdef int32_t[LOOPS] DTYPES = [RELUME_F16, RELUME_F32, RELUME_F64]
cdef char[LOOPS] DATA_TYPES = [cnp.NPY_FLOAT16, cnp.NPY_FLOAT32, cnp.NPY_FLOAT64]
# Of parameters and their gradients: float16 would take most of their digits away.
cdef char[LOOPS] PARAMETER_TYPES = [cnp.NPY_FLOAT32, cnp.NPY_FLOAT32, cnp.NPY_FLOAT64]


cdef int data_count(int32_t activation, int32_t operation) noexcept nogil:
    """How many inputs are data; the others are parameters."""
    return (operation >= RELUME_BACKWARD) + relume_array_count(activation)


cdef bint is_data(const Loop *loop, int operand) noexcept nogil:
    """Whether an operand has the dtype of the data, and not that of the parameters."""
    cdef int data = data_count(loop.activation, loop.operation)
    cdef bint is_output = operand >= data + relume_parameter_count(loop.activation)
    return operand < data or (is_output and loop.operation != RELUME_PARAMETER_BACKWARD)


cdef object make_ufunc(int32_t activation, int32_t operation, str name, str doc):
    """A ufunc with a loop per dtype; what NumPy keeps pointers to is never freed."""
    cdef int outputs = relume_output_count(activation, operation)
    cdef int parameters = relume_parameter_count(activation)
    cdef int data = data_count(activation, operation)
    cdef int operands = data + parameters + outputs
    cdef cnp.PyUFuncGenericFunction *functions = \
        <cnp.PyUFuncGenericFunction *>malloc(LOOPS * sizeof(cnp.PyUFuncGenericFunction))
    cdef void **pointers = <void **>malloc(LOOPS * sizeof(void *))
    cdef char *types = <char *>malloc(LOOPS * operands)
    cdef Loop *loops = <Loop *>malloc(LOOPS * sizeof(Loop))
    if functions == NULL or pointers == NULL or types == NULL or loops == NULL:
        raise MemoryError
    for i in range(LOOPS):
        functions[i] = <cnp.PyUFuncGenericFunction>inner_loop
        loops[i] = Loop(activation, operation, DTYPES[i], operands)
        pointers[i] = &loops[i]
        for k in range(operands):
            types[i * operands + k] = DATA_TYPES[i] if is_data(&loops[i], k) else PARAMETER_TYPES[i]
    name_bytes, doc_bytes = name.encode(), doc.encode()
    kept_alive.extend((name_bytes, doc_bytes))
    # Calls through the loops of NumPy's older interface take 40 ns more, so they are hidden while it would add them;
    # it chooses a loop by their types, and shows these.
    ufunc = cnp.PyUFunc_FromFuncAndData(functions, pointers, types, 0, operands - outputs, outputs,
                                        cnp.PyUFunc_None, name_bytes, doc_bytes, 0)
    globals()[name] = ufunc
    (<PyUFuncObject *><PyObject *>ufunc).ntypes = LOOPS
    for i in range(LOOPS):
        add_loop(ufunc, "relume", <void *>float_loop, tuple([
            float_dtypes[types[i * operands + k]] for k in range(operands)]))
    cdef bint keeps_integers = has_integers(&loops[0])
    if keeps_integers:
        add_integers(ufunc, &loops[0])
    add_bfloat16(ufunc, <void *>bfloat16_loop, keeps_integers)
    return ufunc


# NumPy's newer interface: for bfloat16, a dtype of the package ml_dtypes that the older one has no number for, and for
# integers, whose loops the older one would take for bool too.
cdef extern from "numpy/dtype_api.h" nogil:
    ctypedef struct PyArray_DTypeMeta:
        pass
    PyArray_DTypeMeta PyArray_PyFloatDType
    PyArray_DTypeMeta PyArray_PyLongDType
    ctypedef struct PyArray_Descr:
        int type_num
    ctypedef struct PyArrayMethod_Context:
        PyObject *caller
        PyArray_Descr **descriptors
    ctypedef struct PyType_Slot:
        int slot
        void *pfunc
    ctypedef struct PyArrayMethod_Spec:
        const char *name
        int nin, nout, flags
        cnp.NPY_CASTING casting
        PyArray_DTypeMeta **dtypes
        PyType_Slot *slots
    enum:
        NPY_METH_strided_loop
        NPY_METH_NO_FLOATINGPOINT_ERRORS

cdef extern from "numpy/ufuncobject.h" nogil:
    ctypedef struct PyUFuncObject:
        int nin, nout, nargs, ntypes
        void **data
        const char *types
        void *vectorcall
    int PyUFunc_AddLoopFromSpec(object ufunc, PyArrayMethod_Spec *spec) except -1
    int PyUFunc_AddPromoter(object ufunc, object dtypes, object promoter) except -1


cdef dict float_dtypes = {cnp.NPY_FLOAT16: np.dtypes.Float16DType, cnp.NPY_FLOAT32: np.dtypes.Float32DType,
                          cnp.NPY_FLOAT64: np.dtypes.Float64DType}


cdef int float_loop(PyArrayMethod_Context *context, char *const *args, const cnp.npy_intp *dimensions,
                    const cnp.npy_intp *steps, void *auxiliary) noexcept nogil:
    cdef const Loop *loop = <const Loop *>(<PyUFuncObject *>context.caller).data[0]
    cdef int number = context.descriptors[0].type_num
    cdef int32_t dtype = RELUME_F64
    if number != cnp.NPY_FLOAT64:
        dtype = RELUME_F32 if number == cnp.NPY_FLOAT32 else RELUME_F16
    run_loop(loop, dtype, args, <size_t>dimensions[0], <const ptrdiff_t *>steps)
    return 0


cdef int bfloat16_loop(PyArrayMethod_Context *context, char *const *args, const cnp.npy_intp *dimensions,
                       const cnp.npy_intp *steps, void *auxiliary) noexcept nogil:
    cdef Loop *loop = <Loop *>(<PyUFuncObject *>context.caller).data[0]
    run_loop(loop, RELUME_BF16, args, <size_t>dimensions[0], <const ptrdiff_t *>steps)
    return 0


cdef int promote_bfloat16(PyObject *ufunc_pointer, PyArray_DTypeMeta **given, PyArray_DTypeMeta **signature,
                          PyArray_DTypeMeta **chosen) noexcept:
    """Numbers beside bfloat16 leave it bfloat16; arrays of another dtype make it float32 or float64."""
    cdef PyUFuncObject *ufunc = <PyUFuncObject *>ufunc_pointer
    cdef bint any_narrow = False, narrow = True, single = True
    cdef PyArray_DTypeMeta *asked = signature[ufunc.nin]
    data, parameter = np.dtypes.Float64DType, np.dtypes.Float64DType
    for k in range(ufunc.nin):
        dtype = <object><PyObject *>given[k]
        if dtype is bfloat16:
            any_narrow = True
        elif dtype not in weak and ufunc.types[k] != cnp.NPY_FLOAT64:
            single = single and dtype in single_dtypes
            narrow = narrow and single and ufunc.types[k] != cnp.NPY_FLOAT16
    if asked != NULL and ufunc.types[ufunc.nin] == cnp.NPY_FLOAT16:
        narrow, single = <object><PyObject *>asked is bfloat16, <object><PyObject *>asked is np.dtypes.Float32DType
        any_narrow = any_narrow or narrow
    if not any_narrow:
        return -1  # NumPy's own rules
    if narrow:
        data, parameter = bfloat16, np.dtypes.Float32DType
    elif single:
        data = parameter = np.dtypes.Float32DType
    for k in range(ufunc.nargs):
        choice = {cnp.NPY_FLOAT16: data, cnp.NPY_FLOAT32: parameter}.get(ufunc.types[k], np.dtypes.Float64DType)
        Py_INCREF(choice)
        chosen[k] = <PyArray_DTypeMeta *><PyObject *>choice
    return 0


cdef int add_loop(ufunc, const char *name, void *function, tuple types) except -1:
    cdef PyUFuncObject *u = <PyUFuncObject *><PyObject *>ufunc
    cdef PyArray_DTypeMeta *dtypes[64]
    cdef PyType_Slot slots[2]
    cdef PyArrayMethod_Spec spec
    slots[0].slot, slots[0].pfunc = NPY_METH_strided_loop, function
    slots[1].slot, slots[1].pfunc = 0, NULL
    for k in range(u.nargs):
        dtypes[k] = <PyArray_DTypeMeta *><PyObject *>types[k]
    spec.name, spec.nin, spec.nout = name, u.nin, u.nout
    spec.casting, spec.flags = cnp.NPY_NO_CASTING, NPY_METH_NO_FLOATINGPOINT_ERRORS
    spec.dtypes, spec.slots = dtypes, slots
    return PyUFunc_AddLoopFromSpec(ufunc, &spec)


cdef int add_bfloat16(ufunc, void *function, bint keeps_integers) except -1:
    """A loop with bfloat16 where the ufunc's first has float16, which is data; data come before the other inputs."""
    cdef PyUFuncObject *u = <PyUFuncObject *><PyObject *>ufunc
    cdef int data = 0
    if bfloat16 is None:
        return 0
    while data < u.nin and u.types[data] == cnp.NPY_FLOAT16:
        data += 1
    types = tuple([{cnp.NPY_FLOAT16: bfloat16, cnp.NPY_FLOAT32: np.dtypes.Float32DType}.get(
        u.types[k], np.dtypes.Float64DType) for k in range(u.nargs)])
    add_loop(ufunc, "relume_bfloat16", function, types)
    promoter = PyCapsule_New(<void *>promote_bfloat16, "numpy._ufunc_promoter", NULL)
    # A promoter for every choice of inputs that are bfloat16, the narrower ones first, as NumPy gives up where two that
    # it meets fit a call equally well; and one for dtype=bfloat16.
    for among in itertools.product((bfloat16, np.dtype), repeat=data):
        pattern = (*among, *[np.dtype] * (u.nargs - data))
        if bfloat16 in among and pattern[:u.nin] != types[:u.nin]:
            PyUFunc_AddPromoter(ufunc, pattern, promoter)
    # Where integers are kept, promote_integers stands for this one.
    if u.types[u.nin] == cnp.NPY_FLOAT16 and not keeps_integers:
        PyUFunc_AddPromoter(ufunc, (*[np.dtype] * u.nin, *[bfloat16] * u.nout), promoter)
    return 0


cdef bint has_integers(const Loop *loop) noexcept nogil:
    return loop.operation == RELUME_FORWARD and relume_keeps_integers(loop.activation)


cdef int32_t integer_code(int type_number) noexcept nogil:
    """The C library's number of NumPy's integer type."""
    if type_number == cnp.NPY_BYTE:
        return RELUME_INT8
    elif type_number == cnp.NPY_UBYTE:
        return RELUME_UINT8
    elif type_number == cnp.NPY_SHORT:
        return RELUME_INT16
    elif type_number == cnp.NPY_USHORT:
        return RELUME_UINT16
    elif type_number == cnp.NPY_INT:
        return RELUME_INT32
    elif type_number == cnp.NPY_UINT:
        return RELUME_UINT32
    elif type_number == cnp.NPY_LONG:
        return RELUME_INT64 if sizeof(long) == 8 else RELUME_INT32
    elif type_number == cnp.NPY_ULONG:
        return RELUME_UINT64 if sizeof(long) == 8 else RELUME_UINT32
    return RELUME_INT64 if type_number == cnp.NPY_LONGLONG else RELUME_UINT64


cdef int integer_loop(PyArrayMethod_Context *context, char *const *args, const cnp.npy_intp *dimensions,
                      const cnp.npy_intp *steps, void *auxiliary) noexcept nogil:
    cdef Loop *loop = <Loop *>(<PyUFuncObject *>context.caller).data[0]
    run_loop(loop, integer_code(context.descriptors[0].type_num), args, <size_t>dimensions[0], <const ptrdiff_t *>steps)
    return 0


cdef int promote_integers(PyObject *ufunc_pointer, PyArray_DTypeMeta **given, PyArray_DTypeMeta **signature,
                          PyArray_DTypeMeta **chosen) noexcept:
    """Integers stay what they are beside any parameter; a Python int is what NumPy makes of it in an array."""
    cdef PyUFuncObject *ufunc = <PyUFuncObject *>ufunc_pointer
    cdef PyArray_DTypeMeta *asked = signature[ufunc.nin]
    data = <object><PyObject *>(given[0] if asked == NULL else asked)
    if data is <object><PyObject *>&PyArray_PyLongDType:
        data = type(np.dtype(int))
    if data not in integer_dtypes:
        return promote_bfloat16(ufunc_pointer, given, signature, chosen)
    for k in range(ufunc.nargs):
        choice = data if is_data(<const Loop *>ufunc.data[0], k) else np.dtypes.Float64DType
        Py_INCREF(choice)
        chosen[k] = <PyArray_DTypeMeta *><PyObject *>choice
    return 0


cdef int add_integers(ufunc, const Loop *loop) except -1:
    cdef PyUFuncObject *u = <PyUFuncObject *><PyObject *>ufunc
    for data in integer_dtypes:
        types = tuple([data if is_data(loop, k) else np.dtypes.Float64DType for k in range(u.nargs)])
        add_loop(ufunc, "relume_integers", <void *>integer_loop, types)
    promoter = PyCapsule_New(<void *>promote_integers, "numpy._ufunc_promoter", NULL)
    return PyUFunc_AddPromoter(ufunc, (np.dtype,) * u.nargs, promoter)


# Found before the ufuncs are made: NumPy remembers for good how it resolved a call.
cdef int bfloat16_number = -1
try:
    bfloat16_dtype = np.dtype(importlib.import_module("ml_dtypes").bfloat16)
    bfloat16, bfloat16_number = type(bfloat16_dtype), bfloat16_dtype.num
except ModuleNotFoundError:
    bfloat16 = None
cdef set single_dtypes = {type(np.dtype(t)) for t in "?bBhHef"}
cdef set integer_dtypes = {type(np.dtype(t)) for t in np.typecodes["AllInteger"]}
# What NumPy calls the dtypes of Python's numbers.
cdef set weak = {np.dtypes.BoolDType, <object><PyObject *>&PyArray_PyFloatDType,
                 <object><PyObject *>&PyArray_PyLongDType}


def is_real(dtype):
    return dtype.kind in "biuf" or type(dtype) is bfloat16


class Parameter:
    """A parameter of an activation: its name, its default (None: it has none), and the closed range of its values."""

    __slots__ = ("default", "lower", "name", "upper")

    def __init__(self, name, default, lower, upper):
        self.name, self.default, self.lower, self.upper = name, default, lower, upper

    def __repr__(self):
        default = "" if self.default is None else f"={self.default:g}"
        return f"{self.name}{default}"

    @property
    def range(self):
        """The range in words."""
        largest = sys.float_info.max
        if self.lower == -largest and self.upper == largest:
            return "any finite number"
        return f"in [{self.lower:g}, {self.upper:g}]"

    def check(self, value):
        """Raises ValueError for a number outside the range, or an array that has one.

        NaN and infinity in an array go through as data do: a training run may make them.
        """
        if isinstance(value, float):
            wrong = () if self.lower <= value <= self.upper else (value,)
        else:
            value = np.asarray(value)
            if not is_real(value.dtype):
                raise TypeError(f"{self.name} must be a real number or an array of them, not {value.dtype}")
            lower, upper = np.float64(self.lower), np.float64(self.upper)
            wrong = value[((value < lower) | (value > upper)) & np.isfinite(value)]
        if len(wrong):
            raise ValueError(f"{self.name} must be {self.range}, not {wrong[0]:g}")


cdef object as_array(value, int dtype):
    """A float as a 0-d array, unless float32 can't hold it; anything else as it is."""
    cdef cnp.npy_intp *no_shape = NULL
    if type(value) is not float or (dtype == RELUME_F32 and isinf(<float><double>value)):
        return value
    array = cnp.PyArray_SimpleNew(0, no_shape, cnp.NPY_FLOAT32 if dtype == RELUME_F32 else cnp.NPY_FLOAT64)
    if dtype == RELUME_F32:
        (<float *>cnp.PyArray_DATA(array))[0] = <float><double>value
    else:
        (<double *>cnp.PyArray_DATA(array))[0] = value
    cnp.PyArray_CLEARFLAGS(array, cnp.NPY_ARRAY_WRITEABLE)
    return array


def aliases_of(int32_t number):
    """The other names of an activation."""
    cdef int32_t k = 0
    while relume_activation_alias(number, k) != NULL:
        yield relume_activation_alias(number, k).decode()
        k += 1


def find(name):
    """The activation of that name or alias, or None."""
    return catalogue.get(name) or aliases.get(name)


def with_parameters(wanted):
    """(activation, parameters) of what stands for a function with its parameters bound: an activation, a name, anything
    else with a method backward, or a tuple (one of these, *parameters).
    """
    function, *parameters = wanted if isinstance(wanted, tuple) and wanted else (wanted,)
    found = find(function) if isinstance(function, str) else function
    if found is None:
        raise ValueError(f"relume has no activation {function!r}")
    if not callable(getattr(found, "backward", None)):
        raise TypeError("an activation goes by itself, by its name, or with parameters as a tuple (activation, "
                        f"*parameters), not by {type(found).__name__}")
    return found, tuple(parameters)


cdef object MISSING = object()
# Options of a ufunc that choose its loop.
cdef frozenset TYPE_OPTIONS = frozenset(("dtype", "casting", "signature", "sig"))


# NumPy takes 230 ns to find that a Python float leaves float32 arrays float32, and makes float64 of one beside int8. A
# 0-d array of the dtype to compute in costs nothing. So floats are converted here where all arrays are computed in one
# dtype.
cdef int common_dtype(PyObject *const *arrays, int count, bint keep) except -2:
    """The dtype of the parameters, RELUME_F32 or RELUME_F64, if it is the same for every array, otherwise -1.

    It is RELUME_F64 beside integers that keep their dtype.
    """
    cdef int common = -1, number, dtype, k
    for k in range(count):
        array = <object>arrays[k]
        if cnp.PyArray_Check(array):
            number = cnp.PyArray_TYPE(array)
        elif isinstance(array, np.generic):
            number = array.dtype.num
        elif isinstance(array, bool):
            number = cnp.NPY_BOOL
        else:
            return -1
        if keep and cnp.NPY_BOOL < number <= cnp.NPY_ULONGLONG:
            dtype = RELUME_F64
        elif number == cnp.NPY_FLOAT32 or number == cnp.NPY_FLOAT16 or number <= cnp.NPY_USHORT:
            dtype = RELUME_F32
        elif number == cnp.NPY_FLOAT64 or number <= cnp.NPY_ULONGLONG:
            dtype = RELUME_F64
        else:
            return -1
        if k > 0 and dtype != common:
            return -1
        common = dtype
    return common


cdef class Activation:
    """An activation function: called on arrays it is a NumPy ufunc with its parameters' defaults filled in.

    Parameters go by position or name, as numbers or as arrays that broadcast with x. A parameter that is a number never
    changes the result's dtype. All of out, where, dtype, casting, order and subok of a ufunc are passed on.
    float16, float32, float64 and, where ml_dtypes is installed, its bfloat16 are computed as such; integers and bool
    are converted as by numpy.exp. Only the functions that give integers for integers whatever their parameters are keep
    an integer dtype, as keeps_integers tells: a result beyond its range is the end of the range. A Python int counts as
    int64 there. Their derivatives and backward passes are real numbers for integers too.
    """

    def __cinit__(self, int number):
        cdef double default, lower, upper
        self.number, self.arrays = number, relume_array_count(number)
        self.name = relume_activation_name(number).decode()
        self.title = relume_activation_title(number).decode()
        self.formula = relume_activation_formula(number).decode()
        self.derivative_formula = relume_activation_derivative(number).decode()
        self.notes = relume_activation_notes(number).decode()
        self.reference = relume_activation_reference(number).decode()
        self.aliases = tuple(aliases_of(number))
        self.keeps_integers = relume_keeps_integers(number)
        parameters = []
        for k in range(relume_parameter_count(number)):
            relume_parameter_range(number, k, &default, &lower, &upper)
            parameters.append(Parameter(relume_parameter_name(number, k).decode(), None if isnan(default) else default,
                                        lower, upper))
            self.lower[k], self.upper[k] = lower, upper
        self.parameters = tuple(parameters)
        self.names = tuple(p.name for p in parameters)
        self.parameter_count = <int>len(parameters)
        defaults = tuple(p.default for p in parameters)
        self.defaults = None if None in defaults else defaults
        if self.defaults is not None:
            self.default_arrays = (tuple([as_array(d, RELUME_F32) for d in defaults]),
                                   tuple([as_array(d, RELUME_F64) for d in defaults]))
        # Properties of the class would hide what the class itself has under these names.
        setattr(self, "__module__", "relume")
        self.recent = [None] * (2 * len(parameters))
        setattr(self, "__doc__", self._describe(f"{self.title}."))
        setattr(self, "__signature__", self._signature())
        self.ufunc = make_ufunc(number, RELUME_FORWARD, self.name, self._describe(f"{self.title}: {self.formula}"))
        self.derivative_ufunc = make_ufunc(number, RELUME_DERIVATIVE, f"{self.name}_derivative",
                                           f"Derivative of {self.name}: {self.derivative_formula}")
        inputs = ", ".join(("dy", *self._array_names(), "parameters"))
        self.backward_ufunc = make_ufunc(number, RELUME_BACKWARD, f"{self.name}_backward",
                                         f"dy times the derivative of {self.name}: inputs {inputs}")
        self.parameter_backward_ufunc = None
        if parameters:
            self.parameter_backward_ufunc = make_ufunc(
                number, RELUME_PARAMETER_BACKWARD, f"{self.name}_parameter_backward",
                f"dy times the derivatives of {self.name} with respect to its parameters: inputs {inputs}")

    def _describe(self, first):
        of = ", ".join(self._array_names())
        lines = [first, "", f"f({of})  = {self.formula}", f"f'({of}) = {self.derivative_formula}", ""]
        lines += [f"{self.notes}.", ""]
        if self.parameters:
            lines.append("Parameters")
            for p in self.parameters:
                default = "no default" if p.default is None else f"default {p.default:.17g}"
                lines.append(f"    {p.name}: {p.range}, {default}")
            lines.append("")
        if self.keeps_integers:
            lines.append("NaN gives NaN. float16, float32 and float64. Integers keep their dtype, and what is beyond")
            lines.append("its range becomes its end; bool, and integers in derivatives, are converted as by numpy.exp.")
        else:
            lines.append("NaN gives NaN. float16, float32 and float64; integers and bool are converted as by "
                         "numpy.exp.")
        lines.append(f"Reference: {self.reference}.")
        return "\n".join(lines)

    def _array_names(self):
        return ("x",) if self.arrays == 1 else ("a", "b")

    @property
    def __name__(self):
        return self.name

    @property
    def __qualname__(self):
        return self.name

    def _signature(self):
        positional = inspect.Parameter.POSITIONAL_OR_KEYWORD
        parameters = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in self._array_names()]
        for p in self.parameters:
            parameters.append(inspect.Parameter(
                p.name, positional, default=inspect.Parameter.empty if p.default is None else p.default))
        parameters.append(inspect.Parameter("out", inspect.Parameter.KEYWORD_ONLY, default=None))
        parameters.append(inspect.Parameter("ufunc_options", inspect.Parameter.VAR_KEYWORD))
        return inspect.Signature(parameters)

    def __repr__(self):
        return f"<relume activation {self.name}({', '.join([*self._array_names(), *map(repr, self.parameters)])})>"

    def __reduce__(self):
        return self.name

    cdef object _parameter(self, int k, value, int dtype):
        """A parameter's value, checked. A number of any type becomes a float: those don't take part in promotion."""
        if type(value) is not float:
            if isinstance(value, (np.generic, np.ndarray)):
                if value.ndim == 0 and is_real(value.dtype):
                    value = float(value)
            elif np.ndim(value) == 0 and not hasattr(value, "__array_ufunc__"):
                value = self._number(k, value)
            if isinstance(value, (np.ndarray, list, tuple)):
                self.parameters[k].check(value)
        if type(value) is float:
            if not self.lower[k] <= <double>value <= self.upper[k]:
                self.parameters[k].check(value)
            if dtype >= 0:
                return self._as_array(2 * k + dtype, value, dtype)
        return value

    cdef object _as_array(self, int place, value, int dtype):
        """as_array, which takes a quarter of a short call, remembered for the value that came last."""
        recent = self.recent[place]
        if recent is not None and <double>(<tuple>recent)[0] == <double>value and <double>value != 0:
            return (<tuple>recent)[1]
        array = as_array(value, dtype)
        self.recent[place] = (value, array)
        return array

    def _number(self, k, value):
        parameter = self.parameters[k]
        try:
            if not isinstance(value, (str, bytes)):
                return float(value)
        except TypeError:
            pass
        except OverflowError:
            raise ValueError(f"{parameter.name} must be {parameter.range}, not one that no float holds") from None
        raise TypeError(f"{parameter.name} must be a real number or an array of them, not {type(value).__name__}")

    cdef tuple _arguments(self, tuple args, dict kwargs, int arrays, int dtype):
        """args with every parameter in its place, numbers as arrays of dtype or floats; parameters leave kwargs."""
        cdef int given = len(args) - arrays, count = len(self.names), k
        cdef list values
        if given == 0 and not kwargs and self.defaults is not None:
            return args + <tuple>(self.defaults if dtype < 0 else self.default_arrays[dtype])
        if given < 0:
            raise TypeError(f"{self.name} takes {arrays} array{'s' if arrays > 1 else ''} first, {len(args)} given")
        if given > count:
            raise TypeError(f"{self.name} takes {count} parameter{'' if count == 1 else 's'}, {given} given "
                            "(the output goes by name: out=)")
        if given == 1 and count == 1 and arrays == 1 and not kwargs:
            return (args[0], self._parameter(0, args[1], dtype))
        values = list(args)
        for k in range(count):
            name = self.names[k]
            named = kwargs.pop(name, MISSING) if kwargs else MISSING
            if k < given:
                if named is not MISSING:
                    raise TypeError(f"{self.name} got {name} twice")
                values[arrays + k] = self._parameter(k, args[arrays + k], dtype)
            elif named is not MISSING:
                values.append(self._parameter(k, named, dtype))
            elif self.parameters[k].default is not None:
                values.append(self._parameter(k, self.parameters[k].default, dtype))
            else:
                raise TypeError(f"{self.name} needs {name}, which has no default")
        return tuple(values)

    cdef object _call(self, object ufunc, tuple args, dict kwargs, int arrays):
        # NumPy takes an output by name 100 ns later than one by position.
        cdef object out = None
        cdef PyObject *option
        if kwargs:
            option = PyDict_GetItemWithError(kwargs, "dtype")
            if option != NULL and <object>option is not None:
                self._choose_loop(ufunc, kwargs)
            option = PyDict_GetItemWithError(kwargs, "out")
            if option != NULL and cnp.PyArray_Check(<object>option) and (self.arrays == 1 or ufunc is self.ufunc):
                out = <object>option
                PyDict_DelItem(kwargs, "out")
        if self.names or len(args) != arrays:
            keep = self.keeps_integers and ufunc is self.ufunc
            args = self._arguments(args, kwargs, arrays, self._common_dtype(args, kwargs, arrays, keep))
        if out is not None:
            args += (out,)
        try:
            return PyObject_Call(ufunc, args, kwargs)
        except TypeError as error:
            raise self._explain(error, ufunc, args, kwargs) from None

    def _choose_loop(self, ufunc, kwargs):
        """Replaces dtype by the types of all operands: NumPy finds no loop of mixed types by that of its outputs."""
        dtype = np.dtype(kwargs["dtype"])
        if type(dtype) is bfloat16:
            types = ufunc.types[0].replace("->", "")
            kwargs["signature"] = tuple([dtype if t == "e" else np.dtype(t) for t in types])
        elif dtype.char in "efd":
            kwargs["signature"] = ufunc.types["efd".index(dtype.char)]
        elif type(dtype) in integer_dtypes and self.keeps_integers and ufunc is self.ufunc:
            kwargs["signature"] = (dtype.char, *["d"] * len(self.names), dtype.char)
        else:
            return
        del kwargs["dtype"]

    cdef int _common_dtype(self, tuple args, dict kwargs, int arrays, bint keep=False) except -2:
        """common_dtype of the first of args, or -1 where an option could change the loop."""
        cdef PyObject *first[1 + MAX_ARRAYS]
        if len(args) < arrays:
            return -1
        if kwargs:
            for name in kwargs:
                if name in TYPE_OPTIONS:
                    return -1
        for k in range(arrays):
            first[k] = <PyObject *>args[k]
        return common_dtype(first, arrays, keep)

    def _explain(self, error, ufunc, args, kwargs):
        """The TypeError to raise for one that the ufunc raised."""
        known = ("out", "where", "dtype", "casting", "order", "subok", "signature", "sig")
        for name in kwargs:
            if name not in known:
                have = [p.name for p in self.parameters]
                takes = f"its parameters are {', '.join(have)}" if have else "it has no parameters"
                return TypeError(f"{self.name} has no parameter {name!r}: {takes}")
        if "not supported for the input types" in str(error):
            kinds = ", ".join(str(np.asarray(a).dtype) for a in args[:ufunc.nin])
            return TypeError(f"{ufunc.__name__} takes float16, float32 and float64, and what converts to them safely, "
                             f"not {kinds}")
        return error

    def __call__(self, *args, **kwargs):
        return self._call(self.ufunc, args, kwargs, self.arrays)

    def derivative(self, *args, **kwargs):
        """derivative(x, *parameters, out=None, **ufunc_options): f'(x). Of a gate, (df/da, df/db) from a, b."""
        return self._call(self.derivative_ufunc, args, kwargs, self.arrays)

    def backward(self, *args, **kwargs):
        """backward(dy, x, *parameters, out=None, surrogate=None, **ufunc_options): dy·f'(x), in one pass.

        Of a gate, (da, db) from dy, a, b.

        With a surrogate g the result is dy·g'(x), so that a dead unit of relu learns again: Horuz et al., The
        resurrection of the ReLU, arXiv:2505.22074. A surrogate is an activation or a name, for its defaults;
        (activation, *parameters); or a mix or weighted_sum. The paper's B-SiLU has the derivative of
        weighted_sum(silu, sigmoid, weights=(1, 1.67)).
        """
        if kwargs and "surrogate" in kwargs:
            return self._surrogate_backward(args, kwargs)
        return self._call(self.backward_ufunc, args, kwargs, self.arrays + 1)

    def _surrogate_backward(self, tuple args, dict kwargs):
        """backward where surrogate is given: self's own parameters are checked and otherwise have no part in it."""
        surrogate = kwargs.pop("surrogate")
        if surrogate is None:
            return self.backward(*args, **kwargs)
        function, parameters = with_parameters(surrogate)
        cdef int arrays = self.arrays + 1
        if getattr(function, "arrays", 1) != self.arrays:
            raise ValueError(f"{function.__name__} can't be the surrogate of {self.name}: one takes "
                             f"{'an array' if self.arrays == 2 else 'two arrays'}, and the other "
                             f"{'two' if self.arrays == 2 else 'one'}")
        args = self._arguments(args, kwargs, arrays, -1)
        return function.backward(*args[:arrays], *parameters, **kwargs)

    def parameter_gradients(self, *args, **kwargs):
        """parameter_gradients(dy, x, *parameters): for each parameter, in a tuple, the sum of dy·(df/d parameter) over
        every axis along which that parameter was broadcast, in the parameter's own shape; in float32 beside float16 and
        bfloat16.
        """
        if not self.parameters:
            raise TypeError(f"{self.name} has no parameters")
        cdef int first = self.arrays + 1
        args = self._arguments(args, kwargs, first, self._common_dtype(args, kwargs, first))
        if kwargs:
            error = TypeError(f"parameter_gradients takes no {next(iter(kwargs))}=")
            raise self._explain(error, self.ufunc, args, kwargs)
        ufunc = self.parameter_backward_ufunc
        arrays = [a if type(a) is float else np.asarray(a) for a in args]
        try:
            dtypes = ufunc.resolve_dtypes(
                tuple(float if type(a) is float else a.dtype for a in arrays) + (None,) * ufunc.nout)
        except TypeError as error:
            raise self._explain(error, ufunc, args, kwargs) from None
        arrays = [np.asarray(a, dtype=dtype) for a, dtype in zip(arrays, dtypes)]
        if all(a.ndim == 0 for a in arrays[first:]):
            return self._sums(arrays)
        return self._sums_by_axis(arrays)

    cdef tuple _sums(self, list arrays):
        """The gradients of parameters that are single values: one call, no array in between."""
        cdef void *operands[MAX_OPERANDS]
        cdef ptrdiff_t strides[MAX_OPERANDS]
        cdef relume_status status
        cdef int number = self.number, first = self.arrays + 1
        arrays[:first] = [np.ascontiguousarray(a) for a in np.broadcast_arrays(*arrays[:first])]
        cdef size_t n = arrays[0].size
        cdef int32_t dtype = \
            RELUME_BF16 if type(arrays[0].dtype) is bfloat16 else DTYPES["efd".index(arrays[0].dtype.char)]
        gradients = np.empty(len(self.parameters), arrays[first].dtype)
        cdef void *result = cnp.PyArray_DATA(gradients)
        for k, array in enumerate(arrays):
            operands[k] = cnp.PyArray_DATA(array)
            strides[k] = array.itemsize if k < first else 0
        with nogil:
            status = relume_parameter_gradients(number, dtype, n, operands, strides, result)
        raise_for(status)
        return tuple(gradients)

    cdef tuple _sums_by_axis(self, list arrays):
        """The gradients of parameters that are arrays: block by block, so that no temporary has the size of x."""
        shape = np.broadcast_shapes(*(a.shape for a in arrays))
        parameters = arrays[self.arrays + 1:]
        sums = [np.zeros((1,) * (len(shape) - a.ndim) + a.shape) for a in parameters]
        broadcast = [np.broadcast_to(a, shape) for a in arrays]
        for block in blocks(shape, BLOCK):
            # In C order, as the order of a sum is that of the memory.
            parts = self.parameter_backward_ufunc(*[a[block] for a in broadcast], order="C")
            for total, part in zip(sums, parts if isinstance(parts, tuple) else (parts,), strict=True):
                add_sum(total, part, block)
        return tuple(total.astype(a.dtype).reshape(a.shape) for total, a in zip(sums, parameters, strict=True))


def blocks(tuple shape, Py_ssize_t size):
    """Indices that take an array of that shape apart into blocks of about size elements, in C order.

    A block is some rows along one axis, whole along the axes after it, and one element along those before it.
    """
    cdef Py_ssize_t axis = 0, rows
    while axis < len(shape) - 1 and math.prod(shape[axis + 1:]) > size:
        axis += 1
    rows = max(1, size // max(1, math.prod(shape[axis + 1:])))
    for index in np.ndindex(shape[:axis]):
        for start in range(0, shape[axis], rows):
            yield (*[slice(i, i + 1) for i in index], slice(start, start + rows))


def add_sum(total, part, tuple block):
    """Adds a block of terms to total, summed in double over the axes along which total has one element."""
    summed = tuple([k for k in range(part.ndim) if total.shape[k] == 1])
    target = total[tuple([slice(None) if total.shape[k] == 1 else s for k, s in enumerate(block)])]
    target += part.sum(axis=summed, dtype=np.float64, keepdims=True)


cdef class Gate(Activation):
    """An activation of two arrays, f(a, b). split and split_backward take the two as the halves of one array."""

    def split(self, x, *parameters, axis=-1, interleaved=False, **options):
        """split(x, *parameters, axis=-1, interleaved=False, **options): f(a, b) of the halves of x along axis.

        a is the first half and b the second, or with interleaved a the even and b the odd positions. Neither is
        copied. Takes the parameters and options of a call.
        """
        a, b = halves("x", np.asanyarray(x), axis, interleaved)
        return self(a, b, *parameters, **options)

    def split_backward(self, dy, x, *parameters, axis=-1, interleaved=False, out=None, **named):
        """split_backward(dy, x, *parameters, axis=-1, interleaved=False, out=None, **options): the gradient of split
        with respect to x, an array of x's shape, into whose halves da and db are written. out may be x.
        """
        x = np.asanyarray(x)
        args = (float(dy) if type(dy) is int else dy, *halves("x", x, axis, interleaved), *parameters)
        args = self._arguments(args, named, 3, self._common_dtype(args, named, 3))
        try:
            if out is None:
                dtypes = tuple([float if type(a) is float else np.asarray(a).dtype for a in args])
                out = np.empty_like(x, self.backward_ufunc.resolve_dtypes(dtypes + (None, None))[-1])
            elif not isinstance(out, np.ndarray):
                raise TypeError(f"out must be an array, not {type(out).__name__}")
            elif out.shape != x.shape:
                raise ValueError(f"out must have the shape of x, {x.shape}, not {out.shape}")
            named["out"] = halves("out", out, axis, interleaved)
            PyObject_Call(self.backward_ufunc, args, named)
        except TypeError as error:
            raise self._explain(error, self.backward_ufunc, args, named) from None
        return out


cdef tuple halves(str name, x, axis, interleaved):
    """Views of the halves of x along axis."""
    cdef Py_ssize_t position = normalize_axis_index(axis, x.ndim), length = x.shape[position]
    if length % 2:
        raise ValueError(f"{name} has {length} elements along axis {axis}, an odd number: it has no halves")
    before = (slice(None),) * position
    if interleaved:
        return x[(*before, slice(0, None, 2))], x[(*before, slice(1, None, 2))]
    return x[(*before, slice(0, length // 2))], x[(*before, slice(length // 2, None))]


# For modules that must share this one's copy of the C library, and so its controls.
cdef relume_status apply(int32_t activation, int32_t operation, int32_t dtype, size_t n, void **operands,
                         const ptrdiff_t *strides) noexcept nogil:
    return relume_apply(activation, operation, dtype, n, operands, strides)


cdef relume_status parameter_gradients(int32_t activation, int32_t dtype, size_t n, void **operands,
                                       const ptrdiff_t *strides, void *gradients) noexcept nogil:
    return relume_parameter_gradients(activation, dtype, n, operands, strides, gradients)


cdef relume_status apply_sum(const int32_t *activations, int32_t count, int32_t rectified, int32_t operation,
                             int32_t dtype, size_t n, char **operands, const ptrdiff_t *strides) noexcept nogil:
    return relume_weighted_sum_unchecked(activations, count, rectified, operation, dtype, n, operands, strides)


cdef relume_status sum_gradients(const int32_t *activations, int32_t count, int32_t rectified, int32_t dtype, size_t n,
                                 void **operands, const ptrdiff_t *strides, double *gradients) noexcept nogil:
    return relume_weight_gradients(activations, count, rectified, dtype, n, operands, strides, gradients)


cdef relume_status quantize_prepare(const Quantization *z, uint8_t *table) noexcept nogil:
    return relume_quantize_prepare(z.activation, z.parameters, z.parameter_count, z.dtype, z.input_scale,
                                   z.input_zero_point, z.dtype, z.output_scale, z.output_zero_point, z.rounding, table)


cdef relume_status quantize_apply(const Quantization *z, const uint8_t *table, size_t n, const void *q,
                                  ptrdiff_t q_stride, void *out, ptrdiff_t out_stride) noexcept nogil:
    if z.dtype != RELUME_INT16:
        return relume_quantize_apply_strided(n, table, q, q_stride, out, out_stride)
    return relume_quantize_int16(n, z.activation, z.parameters, z.parameter_count, z.input_scale, z.input_zero_point,
                                 z.output_scale, z.output_zero_point, z.rounding, <const int16_t *>q, q_stride,
                                 <int16_t *>out, out_stride)


cdef int raise_for(relume_status status) except -1:
    if status != RELUME_OK:
        raise ValueError(relume_status_string(status).decode())
    return 0


def isa():
    """The instruction set in use."""
    name = relume_isa()
    if name == NULL:
        raise ValueError(f"RELUME_ISA={os.environ.get('RELUME_ISA')} is not available here: "
                         f"choose from {', '.join(available_isas())}")
    return name.decode()


def available_isas():
    """The instruction sets that this CPU can run, best first."""
    return tuple(relume_isa_name(k).decode() for k in range(relume_isa_count()))


def set_isa(name):
    """Chooses an instruction set by name; None chooses the best. The results are the same bits on all."""
    cdef bytes encoded
    if name is None:
        raise_for(relume_set_isa(NULL))
        return
    if not isinstance(name, str):
        raise TypeError(f"an instruction set goes by its name, a str, or None, not {type(name).__name__}")
    encoded = name.encode()
    if relume_set_isa(encoded) != RELUME_OK:
        raise ValueError(f"instruction set {name!r} is not available here: choose from {', '.join(available_isas())}")


def get_num_threads():
    """How many threads a call on a long array may use."""
    cdef int32_t count = relume_num_threads()
    if count < 1:
        raise ValueError(f"RELUME_NUM_THREADS={os.environ.get('RELUME_NUM_THREADS')} is not a number from 1 to 1024")
    return count


def set_num_threads(count):
    """Sets how many threads a call on a long array may use, the calling one included."""
    count = operator.index(count)
    if not 1 <= count <= 1024:
        raise ValueError(f"the number of threads must be from 1 to 1024, not {count}")
    raise_for(relume_set_num_threads(count))


__version__ = relume_version().decode()

# Elements of a block in the gradients of array parameters: the temporaries stay in the cache.
cdef Py_ssize_t BLOCK = 65536

include "_calls.pxi"

kinds = [with_vectorcall(Activation), with_vectorcall(Gate)]
catalogue = {}
for number in range(relume_activation_count()):
    activation = made(kinds[relume_array_count(number) - 1], number)
    catalogue[activation.name] = activation
aliases = {alias: activation for activation in catalogue.values() for alias in activation.aliases}

include "_axis.pxi"
