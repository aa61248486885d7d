# Calls that reach a ufunc without a tuple and a dict, which take half of a short one's time. Cython's classes have no
# vectorcall, so activations are of a type derived from theirs that has.
from cpython.bytes cimport PyBytes_AsString
from cpython.object cimport Py_TPFLAGS_DEFAULT
from cpython.ref cimport Py_DECREF

cdef extern from *:
    """
    #include <structmember.h>
    /* Public since 3.8, of the limited API since 3.12. */
    #ifndef Py_TPFLAGS_HAVE_VECTORCALL
    #define Py_TPFLAGS_HAVE_VECTORCALL (1UL << 11)
    #endif
    typedef PyObject *vectorcall_function(PyObject *callable, PyObject *const *args, size_t count, PyObject *names);
    static PyObject *raise_pending(void) { return NULL; }
    """
    ctypedef PyObject *vectorcall_function(PyObject *callable, PyObject *const *args, size_t count, PyObject *names)
    object raise_pending()
    unsigned int Py_TPFLAGS_HAVE_VECTORCALL
    long PyLong_AsLongAndOverflow(object number, int *overflow) except? -1
    int METH_FASTCALL, METH_KEYWORDS, T_PYSSIZET, READONLY, Py_tp_members, Py_tp_methods
    ctypedef struct PyMemberDef:
        const char *name
        int type
        Py_ssize_t offset
        int flags
        const char *doc
    ctypedef struct PyMethodDef:
        const char *ml_name
        void *ml_meth
        int ml_flags
        const char *ml_doc
    ctypedef struct PyType_Spec:
        const char *name
        int basicsize, itemsize
        unsigned int flags
        PyType_Slot *slots
    object PyType_FromSpecWithBases(PyType_Spec *spec, object bases)

cdef object OUT = sys.intern("out")


cdef object explained(Activation f, object ufunc, PyObject *const *operands, int count):
    """Raises the error that the ufunc set."""
    try:
        raise_pending()
    except TypeError as error:
        raise f._explain(error, ufunc, tuple([<object>operands[k] for k in range(count)]), {}) from None


# Elements from which on others may run Python meanwhile, as in NumPy.
cdef enum:
    LEAST_WITHOUT_GIL = 500


cdef inline bint is_alike(PyObject *operand, object first):
    """Whether an operand is an array of the elements that the first is, one after another."""
    array = <object>operand
    return (cnp.PyArray_CheckExact(array) and cnp.PyArray_ISCARRAY_RO(array)
            and cnp.PyArray_TYPE(array) == cnp.PyArray_TYPE(first) and cnp.PyArray_SAMESHAPE(array, first))


cdef inline bint is_apart(object output, object array):
    """Whether they have no memory in common, or all of it."""
    cdef ptrdiff_t between = cnp.PyArray_BYTES(output) - cnp.PyArray_BYTES(array), size = cnp.PyArray_NBYTES(array)
    return between == 0 or between >= size or between <= -size


cdef inline int32_t plain_dtype(object array):
    """The dtype of an array, or -1."""
    cdef int number = cnp.PyArray_TYPE(array)
    if number == cnp.NPY_FLOAT32:
        return RELUME_F32
    if number == cnp.NPY_FLOAT64:
        return RELUME_F64
    if number == cnp.NPY_FLOAT16:
        return RELUME_F16
    return RELUME_BF16 if number == bfloat16_number else -1


cdef object output_for(PyObject *const *arrays, int count, PyObject *out):
    """An array alike the first: a new one, or out, if it may be written to; or None."""
    first = <object>arrays[0]
    if out == NULL:
        return cnp.PyArray_EMPTY(cnp.PyArray_NDIM(first), cnp.PyArray_DIMS(first), cnp.PyArray_TYPE(first), 0)
    if not is_alike(out, first) or not cnp.PyArray_ISWRITEABLE(<object>out):
        return None
    for k in range(count):
        if not is_apart(<object>out, <object>arrays[k]):
            return None
    return <object>out


cdef bint take_number(Activation f, int k, PyObject *operand, int32_t dtype, double *value, float *narrow):
    """Whether a parameter is a Python number that it may be and its dtype holds."""
    cdef int overflow = 0
    number = <object>operand
    if isinstance(number, float):  # NumPy's float64 too
        value[0] = number
    elif type(number) is int:
        value[0] = <double>PyLong_AsLongAndOverflow(number, &overflow)
    else:
        return False
    narrow[0] = <float>value[0]
    return (not overflow and f.lower[k] <= value[0] <= f.upper[k]
            and (dtype == RELUME_F64 or not isinf(narrow[0])))


cdef object applied(Activation f, int32_t operation, PyObject *const *args, int arrays, int given, PyObject *out):
    """What the ufunc makes of plain arrays and numbers, without what NumPy does for others, which takes half of a short
    call's time. None where it is to do that.
    """
    cdef char *at[MAX_OPERANDS]
    cdef ptrdiff_t strides[MAX_OPERANDS]
    cdef double values[MAX_PARAMETERS]
    cdef float narrow[MAX_PARAMETERS]
    cdef int k, last = arrays + f.parameter_count
    cdef bint has_two = f.arrays == 2 and operation != RELUME_FORWARD
    cdef size_t n
    first = <object>args[0]
    if not is_alike(args[0], first) or cnp.PyArray_NDIM(first) == 0:
        return None
    cdef int32_t dtype = plain_dtype(first)
    if dtype < 0:
        return None
    for k in range(arrays):
        if k > 0 and not is_alike(args[k], first):
            return None
        at[k] = cnp.PyArray_BYTES(<object>args[k])
        strides[k] = cnp.PyArray_ITEMSIZE(first)
    for k in range(f.parameter_count):
        if not take_number(f, k, args[arrays + k] if k < given else <PyObject *>f.defaults[k], dtype, &values[k],
                           &narrow[k]):
            return None
        at[arrays + k] = <char *>&values[k] if dtype == RELUME_F64 else <char *>&narrow[k]
        strides[arrays + k] = 0
    output = output_for(args, arrays, out)
    if output is None:
        return None
    result = output
    at[last] = cnp.PyArray_BYTES(output)
    strides[last] = cnp.PyArray_ITEMSIZE(output)
    if has_two:
        second = output_for(args, arrays, NULL)
        result = (output, second)
        at[last + 1] = cnp.PyArray_BYTES(second)
        strides[last + 1] = strides[last]
    n = <size_t>cnp.PyArray_SIZE(first)
    if n < LEAST_WITHOUT_GIL:
        relume_apply_unchecked(f.number, operation, dtype, n, at, strides)
    else:
        with nogil:
            relume_apply_unchecked(f.number, operation, dtype, n, at, strides)
    return result


cdef object call_by_vector(Activation f, object ufunc, int32_t operation, int arrays, PyObject *const *args,
                           Py_ssize_t count, PyObject *names):
    """f._call for args and the values of names after them."""
    cdef PyObject *operands[MAX_OPERANDS]
    cdef PyObject *out = NULL
    cdef PyObject *result
    cdef int parameters = f.parameter_count, dtype = RELUME_F32, given = <int>count - arrays, k
    cdef tuple defaults
    cdef list values = None
    cdef bint is_plain = 0 <= given <= parameters and (given == parameters or f.defaults is not None)
    cdef bint has_one_output = f.arrays == 1 or operation == RELUME_FORWARD
    if names != NULL and len(<tuple>names) > 0:
        # NumPy takes an output by name 100 ns later than one by position.
        out = args[count]
        is_plain = (is_plain and len(<tuple>names) == 1 and (<tuple>names)[0] is OUT
                    and cnp.PyArray_Check(<object>out) and has_one_output)
    if is_plain:
        answer = applied(f, operation, args, arrays, given, out)
        if answer is not None:
            return answer
    if is_plain and parameters > 0:
        dtype = common_dtype(args, arrays, f.keeps_integers and ufunc is f.ufunc)
    if not is_plain or dtype < 0:
        keywords = {} if names == NULL else {name: <object>args[count + k] for k, name in enumerate(<tuple>names)}
        return f._call(ufunc, tuple([<object>args[k] for k in range(count)]), keywords, arrays)
    for k in range(arrays):
        operands[k] = args[k]
    if given > 0:
        values = [f._parameter(k, <object>args[arrays + k], dtype) for k in range(given)]
        for k in range(given):
            operands[arrays + k] = <PyObject *>values[k]
    if given < parameters:
        defaults = f.default_arrays[dtype]
        for k in range(given, parameters):
            operands[arrays + k] = <PyObject *>defaults[k]
    operands[arrays + parameters] = out
    count = arrays + parameters + (out != NULL)
    result = (<vectorcall_function *>(<PyUFuncObject *>ufunc).vectorcall)(<PyObject *>ufunc, operands, count, NULL)
    if result == NULL:
        return explained(f, ufunc, operands, count)
    answer = <object>result
    Py_DECREF(answer)
    return answer


cdef object call_forward(PyObject *self, PyObject *const *args, size_t count, PyObject *names):
    cdef Activation f = <Activation>self
    # Its highest bit says that the caller lends the place before args.
    return call_by_vector(f, f.ufunc, RELUME_FORWARD, f.arrays, args, <Py_ssize_t>(count << 1 >> 1), names)


cdef object call_derivative(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names):
    cdef Activation f = <Activation>self
    return call_by_vector(f, f.derivative_ufunc, RELUME_DERIVATIVE, f.arrays, args, count, names)


cdef object call_backward(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names):
    cdef Activation f = <Activation>self
    if names != NULL and "surrogate" in <tuple>names:
        keywords = {name: <object>args[count + k] for k, name in enumerate(<tuple>names)}
        return f._surrogate_backward(tuple([<object>args[k] for k in range(count)]), keywords)
    return call_by_vector(f, f.backward_ufunc, RELUME_BACKWARD, f.arrays + 1, args, count, names)


cdef object with_vectorcall(base):
    """A type derived from base, Activation or Gate, with one pointer more: to what takes calls."""
    cdef Py_ssize_t size = base.__basicsize__
    cdef PyMemberDef members[2]
    cdef PyType_Slot slots[3]
    cdef PyType_Spec spec
    # Python keeps pointers to the methods.
    cdef PyMethodDef *methods = <PyMethodDef *>malloc(3 * sizeof(PyMethodDef))
    if methods == NULL:
        raise MemoryError
    texts = [text.encode() for text in (f"relume.{base.__name__}", base.derivative.__doc__, base.backward.__doc__)]
    kept_alive.extend(texts)
    members[0] = PyMemberDef(b"__vectorcalloffset__", T_PYSSIZET, size, READONLY, NULL)
    members[1] = PyMemberDef(NULL, 0, 0, 0, NULL)
    methods[0] = PyMethodDef(b"derivative", <void *>call_derivative, METH_FASTCALL | METH_KEYWORDS,
                             PyBytes_AsString(texts[1]))
    methods[1] = PyMethodDef(b"backward", <void *>call_backward, METH_FASTCALL | METH_KEYWORDS,
                             PyBytes_AsString(texts[2]))
    methods[2] = PyMethodDef(NULL, NULL, 0, NULL)
    slots[0] = PyType_Slot(Py_tp_members, &members[0])
    slots[1] = PyType_Slot(Py_tp_methods, methods)
    slots[2] = PyType_Slot(0, NULL)
    spec = PyType_Spec(PyBytes_AsString(texts[0]), <int>(size + sizeof(void *)), 0,
                       Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL, &slots[0])
    return PyType_FromSpecWithBases(&spec, (base,))


cdef object made(kind, int number):
    """An activation of such a type."""
    cdef Py_ssize_t offset = kind.__base__.__basicsize__
    activation = kind(number)
    (<void **>(<char *><PyObject *>activation + offset))[0] = <void *>call_forward
    return activation
