# cython: language_level=3, boundscheck=False, wraparound=False, freethreading_compatible=True
"""Weighted sums of activations, computed in one pass over memory: mix, weighted_sum and rectified.

A sum is a ufunc whose inputs are x, the weights and the parameters of its terms; sums of the same terms share it.
"""
cimport numpy as cnp
from cpython.object cimport PyObject
from libc.stddef cimport ptrdiff_t
from libc.stdint cimport int32_t
from libc.stdlib cimport malloc

from relume cimport (
    RELUME_BACKWARD,
    RELUME_BF16,
    RELUME_DERIVATIVE,
    RELUME_F16,
    RELUME_F32,
    RELUME_F64,
    RELUME_FORWARD,
    RELUME_PARAMETER_BACKWARD,
    relume_status,
)
from relume._ufuncs cimport MAX_TERMS, Activation, add_bfloat16, apply_sum, raise_for, sum_gradients

import numpy as np

from relume._ufuncs import add_sum, blocks, with_parameters

cnp.import_array()
cnp.import_ufunc()

# Elements of a block in the gradients of array weights: the temporaries stay in the cache.
cdef Py_ssize_t BLOCK = 65536
# Of NumPy's 64 operands.
cdef int MOST_OPERANDS = 60


cdef struct Loop:
    int32_t activations[MAX_TERMS]
    int32_t count, rectified, operation, dtype, operands, outputs


cdef void inner_loop(char **args, const cnp.npy_intp *dimensions, const cnp.npy_intp *steps, void *data) noexcept nogil:
    cdef Loop *loop = <Loop *>data
    apply_sum(loop.activations, loop.count, loop.rectified, loop.operation, loop.dtype, <size_t>dimensions[0], args,
              <const ptrdiff_t *>steps)


cdef extern from "numpy/dtype_api.h" nogil:
    ctypedef struct PyArrayMethod_Context:
        PyObject *caller

cdef extern from "numpy/ufuncobject.h" nogil:
    ctypedef struct PyUFuncObject:
        void **data


cdef int bfloat16_loop(PyArrayMethod_Context *context, char **args, const cnp.npy_intp *dimensions,
                       const cnp.npy_intp *steps, void *auxiliary) noexcept nogil:
    cdef Loop *loop = <Loop *>(<PyUFuncObject *>context.caller).data[0]
    apply_sum(loop.activations, loop.count, loop.rectified, loop.operation, RELUME_BF16, <size_t>dimensions[0], args,
              <const ptrdiff_t *>steps)
    return 0


# As of the activations: data, and the parameters beside them.
cdef enum:
    LOOPS = 3
cdef int32_t[LOOPS] DTYPES = [RELUME_F16, RELUME_F32, RELUME_F64]
cdef char[LOOPS] DATA_TYPES = [cnp.NPY_FLOAT16, cnp.NPY_FLOAT32, cnp.NPY_FLOAT64]
cdef char[LOOPS] PARAMETER_TYPES = [cnp.NPY_FLOAT32, cnp.NPY_FLOAT32, cnp.NPY_FLOAT64]

cdef dict made = {}
cdef list kept_alive = []


cdef object ufunc_of(tuple activations, bint rectified, int operation):
    """The ufunc of an operation on such a sum; what NumPy keeps pointers to is never freed."""
    key = (activations, rectified, operation)
    if key in made:
        return made[key]
    cdef Activation activation
    cdef int count = len(activations), outputs = count if operation == RELUME_PARAMETER_BACKWARD else 1
    cdef int has_dy = operation >= RELUME_BACKWARD, parameters = sum([len(a.parameters) for a in activations])
    cdef int operands = has_dy + 1 + count + parameters + outputs, k
    cdef int first_parameter = has_dy + 1 + count
    cdef cnp.PyUFuncGenericFunction *functions = \
        <cnp.PyUFuncGenericFunction *>malloc(LOOPS * sizeof(cnp.PyUFuncGenericFunction))
    cdef void **data = <void **>malloc(LOOPS * sizeof(void *))
    cdef char *types = <char *>malloc(LOOPS * operands)
    cdef Loop *loops = <Loop *>malloc(LOOPS * sizeof(Loop))
    if functions == NULL or data == NULL or types == NULL or loops == NULL:
        raise MemoryError
    for i in range(LOOPS):
        functions[i] = <cnp.PyUFuncGenericFunction>inner_loop
        data[i] = &loops[i]
        loops[i].count, loops[i].rectified = count, rectified
        loops[i].operation, loops[i].dtype = operation, DTYPES[i]
        for k in range(count):
            activation = activations[k]
            loops[i].activations[k] = activation.number
        for k in range(operands):
            types[i * operands + k] = DATA_TYPES[i]
        for k in range(count):
            types[i * operands + has_dy + 1 + k] = cnp.NPY_FLOAT64
        # The gradients of weights are of the parameters' type.
        for k in range(parameters + (outputs if operation == RELUME_PARAMETER_BACKWARD else 0)):
            types[i * operands + first_parameter + k] = PARAMETER_TYPES[i]
    name = b"weighted_sum"
    documentation = ("Weighted sum of " + ", ".join([a.name for a in activations])).encode()
    kept_alive.append(documentation)
    made[key] = cnp.PyUFunc_FromFuncAndData(functions, data, types, LOOPS, operands - outputs, outputs,
                                            cnp.PyUFunc_None, name, documentation, 0)
    add_bfloat16(made[key], <void *>bfloat16_loop, False)
    return made[key]


class Mixture:
    """A weighted sum of activations, or its rectified form: mix, weighted_sum and rectified make it.

    Called on arrays it is a NumPy ufunc: out, where, dtype, casting, order and subok are passed on, and weights that
    are arrays broadcast with x. The sum is made in double and rounded once; a weight of 0 leaves its term out. The
    same bits come out for any number of threads, any length and any layout. float16, float32, float64 and, where
    ml_dtypes is installed, its bfloat16 give what they are; integers and bool are converted as by numpy.exp.
    """

    def __init__(self, functions, weights, kind, rectified):
        self.functions, self.weights, self.kind, self.rectified = tuple(functions), tuple(weights), kind, rectified
        self._activations = tuple([f for f, _ in self.functions])
        if kind == "mix":
            effective = [self.weights[0], 1 - self.weights[0]]
        elif kind == "sum":
            total = sum(self.weights)
            if not np.all(total):
                raise ValueError("weights that sum to 0 can't be made to sum to 1")
            effective = [w / total for w in self.weights]
        elif kind == "softmax":
            largest = self.weights[0]
            for w in self.weights[1:]:
                largest = np.maximum(largest, w)
            powers = [np.exp(w - largest) for w in self.weights]
            effective = [p / sum(powers) for p in powers]
        else:
            effective = self.weights
        self._effective = tuple([np.asarray(w) for w in effective])

    @property
    def __name__(self):
        if self.kind == "fixed":
            return "rectified"
        return "mix" if self.kind == "mix" else "weighted_sum"

    def __repr__(self):
        terms = []
        for (activation, parameters), weight in zip(self.functions, self._effective):
            named = ", ".join([f"{p:g}" if np.ndim(p) == 0 else "..." for p in parameters])
            factor = f"{weight:.6g}·" if weight.ndim == 0 else "w·"
            terms.append(("" if self.kind == "fixed" else factor) + activation.name + (f"({named})" if named else ""))
        formula = " + ".join(terms)
        return f"<relume function {f'max(0, {formula})' if self.rectified else formula}>"

    def __reduce__(self):
        return Mixture, (self.functions, self.weights, self.kind, self.rectified)

    def _call(self, operation, args, kwargs):
        arrays = 2 if operation >= RELUME_BACKWARD else 1
        if len(args) != arrays:
            takes = "dy and x" if arrays == 2 else "x"
            raise TypeError(f"{self.__name__} takes {takes}, {len(args)} arrays given (the output goes by name: out=)")
        ufunc = ufunc_of(self._activations, self.rectified, operation)
        if all([isinstance(a, (int, float)) for a in args]):
            # Beside the weights, which are arrays, NumPy would compute Python's numbers as float32.
            args = tuple([np.asarray(a) for a in args])
        if kwargs.get("dtype") is not None:
            self._activations[0]._choose_loop(ufunc, kwargs)
        try:
            return ufunc(*args, *self._effective, *self._parameters(args, kwargs), **kwargs)
        except TypeError as error:
            if "not supported for the input types" not in str(error):
                raise
            kinds = ", ".join([str(np.asarray(a).dtype) for a in args])
        raise self._wrong_kinds(kinds)

    def _wrong_kinds(self, kinds):
        return TypeError(f"{self.__name__} takes float16, float32 and float64, and what converts to them safely, not "
                         f"{kinds}")

    def _parameters(self, args, kwargs):
        """The parameters of all terms; numbers in the dtype to compute in, where that is known already."""
        cdef Activation activation
        cdef list values = []
        for activation, parameters in self.functions:
            dtype = activation._common_dtype(args, kwargs, len(args))
            values.extend(activation._arguments((args[0], *parameters), {}, 1, dtype)[1:])
        return values

    def __call__(self, *args, **kwargs):
        return self._call(RELUME_FORWARD, args, kwargs)

    def derivative(self, *args, **kwargs):
        """derivative(x, *, out=None, **ufunc_options): the slope of the sum."""
        return self._call(RELUME_DERIVATIVE, args, kwargs)

    def backward(self, *args, **kwargs):
        """backward(dy, x, *, out=None, **ufunc_options): dy times the slope of the sum, in one pass."""
        return self._call(RELUME_BACKWARD, args, kwargs)

    def weight_gradients(self, dy, x):
        """weight_gradients(dy, x): the gradient with respect to each weight as it was given, of the weight's shape:
        through 1 - weight of a mix and through the normalization of a weighted_sum. Of a mix one, of a weighted_sum
        a tuple.
        """
        if self.kind == "fixed":
            raise TypeError("rectified has no weights")
        probes = [type(a) if type(a) in (int, float) else np.asarray(a).dtype for a in (dy, x)]
        if all([type(a) in (int, float) for a in (dy, x)]):
            probes = [np.dtype(float)] * 2
        values = self._parameters((x,), {})
        types = [float if type(p) is float else np.asarray(p).dtype for p in values]
        ufunc = ufunc_of(self._activations, self.rectified, RELUME_BACKWARD)
        try:
            dtype, _, *types = ufunc.resolve_dtypes(
                (*probes, *[w.dtype for w in self._effective], *types, None))[:-1]
        except TypeError:
            raise self._wrong_kinds(", ".join([str(np.asarray(a).dtype) for a in (dy, x)])) from None
        dy, x = np.broadcast_arrays(np.asarray(dy, dtype), np.asarray(x, dtype))
        parameters = [np.asarray(p, t) for p, t in zip(values, types[len(self._effective):], strict=True)]
        if all([a.ndim == 0 for a in (*self._effective, *parameters)]):
            sums = self._sums(dy, x, parameters)
        else:
            sums = self._sums_by_axis(dy, x, parameters)
        results = self._chain(sums)
        # As of parameters, float32 beside 16 bits.
        dtype = np.float32 if dtype.itemsize == 2 else dtype
        results = [sum_to(np.shape(w), r).astype(dtype)[()] for w, r in zip(self.weights, results, strict=True)]
        return results[0] if self.kind == "mix" else tuple(results)

    def _sums(self, dy, x, parameters):
        """The gradients of effective weights that are numbers: one call, no array in between."""
        cdef int32_t activations[MAX_TERMS]
        cdef void *operands[64]
        cdef ptrdiff_t strides[64]
        cdef double gradients[MAX_TERMS]
        cdef relume_status status
        cdef Activation activation
        cdef int k, count = len(self._activations)
        cdef int32_t rectified = self.rectified
        cdef int32_t dtype = DTYPES["efd".index(x.dtype.char)] if x.dtype.char in "efd" else RELUME_BF16
        for k, activation in enumerate(self._activations):
            activations[k] = activation.number
        arrays = [np.ascontiguousarray(dy), np.ascontiguousarray(x), *[np.asarray(w, float) for w in self._effective],
                  *parameters]
        cdef size_t n = x.size
        for k, array in enumerate(arrays):
            operands[k] = cnp.PyArray_DATA(array)
            strides[k] = array.itemsize if k < 2 else 0
        with nogil:
            status = sum_gradients(activations, count, rectified, dtype, n, operands, strides, gradients)
        raise_for(status)
        return [np.float64(gradients[k]) for k in range(count)]

    def _sums_by_axis(self, dy, x, parameters):
        """Those of weights that are arrays: block by block, so that no temporary has the size of x."""
        ufunc = ufunc_of(self._activations, self.rectified, RELUME_PARAMETER_BACKWARD)
        inputs = [dy, x, *self._effective, *parameters]
        shape = np.broadcast_shapes((1,), *[a.shape for a in inputs])
        sums = [np.zeros((1,) * (len(shape) - w.ndim) + w.shape) for w in self._effective]
        inputs = [np.broadcast_to(a, shape) for a in inputs]
        for block in blocks(shape, BLOCK):
            parts = ufunc(*[a[block] for a in inputs], order="C")
            for total, part in zip(sums, parts if isinstance(parts, tuple) else (parts,), strict=True):
                add_sum(total, part, block)
        return [total.reshape(w.shape) for total, w in zip(sums, self._effective, strict=True)]

    def _chain(self, sums):
        """The gradients of the weights as given, from those of the effective ones."""
        if self.kind == "mix":
            return [sums[0] - sums[1]]
        if self.kind == "free":
            return sums
        mean = sum([w * s for w, s in zip(self._effective, sums, strict=True)])
        if self.kind == "softmax":
            return [w * (s - mean) for w, s in zip(self._effective, sums, strict=True)]
        total = sum(self.weights)
        return [(s - mean) / total for s in sums]


def sum_to(shape, values):
    """values summed over the axes along which shape was broadcast."""
    values = np.asarray(values)
    values = values.sum(axis=tuple(range(values.ndim - len(shape))))
    return values.sum(axis=tuple([k for k in range(values.ndim) if shape[k] == 1]), keepdims=True).reshape(shape)


def mix(f, g, weight=0.5):
    """mix(f, g, weight=0.5): the function weight·f(x) + (1 - weight)·g(x), computed in one pass over x.

    f, g: activations of one array, their names, or (activation, *parameters).
    weight: a number, or an array that broadcasts with x, such as one weight per channel.

    m = mix(relu, silu, 0.3) is called as m(x), and has m.derivative(x), m.backward(dy, x) and m.weight_gradients(dy,
    x), the last with the shape of weight. It may be a surrogate too: relu.backward(dy, x, surrogate=m).
    """
    return Mixture(map(term, (f, g)), [as_weight(weight)], "mix", False)


def weighted_sum(*functions, weights, normalize=None):
    """weighted_sum(*functions, weights, normalize=None): w[0]·f[0](x) + w[1]·f[1](x) + ..., in one pass over x.

    functions: up to 16, each as in mix.
    weights: one for each, numbers or arrays that broadcast with x. They are those of the sum as they are; or with
        normalize="sum" divided by their sum, an affine combination; or with normalize="softmax" their softmax, a convex
        one, for weights that are learned without constraints.

    Manessi & Rozza, Learning combinations of activation functions, arXiv:1801.09403.
    """
    if normalize not in (None, "sum", "softmax"):
        raise ValueError(f"normalize must be None, 'sum' or 'softmax', not {normalize!r}")
    if not 1 <= len(functions) <= MAX_TERMS:
        raise ValueError(f"a weighted sum has from 1 to {MAX_TERMS} functions, not {len(functions)}")
    terms = [term(f) for f in functions]
    given = [weights] if np.isscalar(weights) else list(weights)
    if len(given) != len(terms):
        raise ValueError(f"weights must be one for each of {len(terms)} functions, not {len(given)}")
    if 1 + 2 * len(terms) + 1 + sum([len(f.parameters) for f, _ in terms]) > MOST_OPERANDS:
        raise ValueError("so many functions have too many parameters for a ufunc")
    return Mixture(terms, [as_weight(w) for w in given], normalize or "free", False)


def rectified(f):
    """rectified(f): the function max(0, f(x)), in one pass over x; its slope at the kink is 0.

    f: an activation of one array, its name, (activation, *parameters), or a mix or weighted_sum.
    """
    if isinstance(f, Mixture):
        return Mixture(f.functions, f.weights, f.kind, True)
    return Mixture([term(f)], [np.float64(1)], "fixed", True)


cdef tuple term(wanted):
    """(activation, parameters), all of the parameters filled in and checked."""
    cdef Activation activation
    function, parameters = with_parameters(wanted)
    if not isinstance(function, Activation) or function.arrays != 1:
        raise TypeError("a term is an activation of one array, its name, or (activation, *parameters), not "
                        f"{function!r}")
    activation = function
    return activation, activation._arguments((None, *parameters), {}, 1, -1)[1:]


cdef object as_weight(weight):
    if isinstance(weight, (str, bytes)):
        raise TypeError(f"a weight must be a real number or an array of them, not {type(weight).__name__}")
    weight = np.asarray(weight)
    if weight.dtype.kind not in "biuf":
        raise TypeError(f"a weight must be a real number or an array of them, not {weight.dtype}")
    return weight.astype(np.float64)[()]
