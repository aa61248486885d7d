# The functions on an axis: gufuncs and AxisFunction objects. Included by _ufuncs.pyx, as they share its copy of the C
# library, and the module's name is where NumPy pickles a ufunc to.


cdef void run_axis(const Loop *loop, int32_t dtype, char *const *args, const cnp.npy_intp *dimensions,
                   const cnp.npy_intp *steps) noexcept nogil:
    # Of each operand a step from row to row, then of each a step from element to element.
    relume_apply_axis(loop.activation, loop.operation, dtype, <size_t>dimensions[0], <size_t>dimensions[1],
                      <void *const *>args, <const ptrdiff_t *>steps, <const ptrdiff_t *>steps + loop.operands)


cdef void axis_loop(char **args, const cnp.npy_intp *dimensions, const cnp.npy_intp *steps, void *data) noexcept nogil:
    cdef Loop *loop = <Loop *>data
    run_axis(loop, loop.dtype, args, dimensions, steps)


cdef int axis_bfloat16_loop(PyArrayMethod_Context *context, char *const *args, const cnp.npy_intp *dimensions,
                            const cnp.npy_intp *steps, void *auxiliary) noexcept nogil:
    run_axis(<Loop *>(<PyUFuncObject *>context.caller).data[0], RELUME_BF16, args, dimensions, steps)
    return 0


cdef object make_axis_ufunc(int32_t function, int32_t operation, str name, str doc):
    """A gufunc with a loop per dtype; what NumPy keeps pointers to is never freed."""
    cdef int operands = 3 if operation == RELUME_BACKWARD else 2
    cdef cnp.PyUFuncGenericFunction *functions = \
        <cnp.PyUFuncGenericFunction *>malloc(LOOPS * sizeof(cnp.PyUFuncGenericFunction))
    cdef void **data = <void **>malloc(LOOPS * sizeof(void *))
    cdef char *types = <char *>malloc(LOOPS * operands)
    cdef Loop *loops = <Loop *>malloc(LOOPS * sizeof(Loop))
    if functions == NULL or data == NULL or types == NULL or loops == NULL:
        raise MemoryError
    for i in range(LOOPS):
        functions[i] = <cnp.PyUFuncGenericFunction>axis_loop
        loops[i] = Loop(function, operation, DTYPES[i], operands)
        data[i] = &loops[i]
        for k in range(operands):
            types[i * operands + k] = DATA_TYPES[i]
    name_bytes, doc_bytes = name.encode(), doc.encode()
    kept_alive.extend((name_bytes, doc_bytes))
    ufunc = cnp.PyUFunc_FromFuncAndDataAndSignature(
        functions, data, types, LOOPS, operands - 1, 1, cnp.PyUFunc_None, name_bytes, doc_bytes, 0,
        b"(n)->(n)" if operands == 2 else b"(n),(n)->(n)")
    globals()[name] = ufunc
    add_bfloat16(ufunc, <void *>axis_bfloat16_loop, False)
    return ufunc


cdef class AxisFunction:
    """A function of whole rows: called on an array, it is a NumPy gufunc over one axis, the last unless axis= says.

    All of out, axis, dtype, casting, order and subok of a gufunc are passed on. float16, bfloat16 (of ml_dtypes),
    float32 and float64 are computed as such; integers and bool are converted as by numpy.exp.
    """
    cdef readonly int number
    cdef readonly str name, title, formula, derivative_formula, notes, reference
    cdef readonly object ufunc, backward_ufunc
    cdef dict __dict__

    def __cinit__(self, int number):
        self.number = number
        self.name = relume_axis_function_name(number).decode()
        self.title = relume_axis_function_title(number).decode()
        self.formula = relume_axis_function_formula(number).decode()
        self.derivative_formula = relume_axis_function_derivative(number).decode()
        self.notes = relume_axis_function_notes(number).decode()
        self.reference = relume_axis_function_reference(number).decode()
        # Properties of the class would hide what the class itself has under these names.
        setattr(self, "__module__", "relume")
        setattr(self, "__doc__", "\n".join((
            f"{self.title}, on an axis.", "",
            f"f(x)           = {self.formula}",
            f"backward(dy,y) = {self.derivative_formula}", "",
            f"x, y and dy are rows, m is the maximum of x, sums go over the row. {self.notes}.", "",
            "A NaN makes its row NaN. float16, bfloat16, float32 and float64; other real dtypes are converted as by "
            "numpy.exp.",
            f"Reference: {self.reference}.")))
        setattr(self, "__signature__", axis_signature())
        self.ufunc = make_axis_ufunc(number, RELUME_FORWARD, self.name, f"{self.title}: {self.formula}")
        self.backward_ufunc = make_axis_ufunc(number, RELUME_BACKWARD, f"{self.name}_backward",
                                              f"Backward of {self.name}, from dy and y: {self.derivative_formula}")

    @property
    def __name__(self):
        return self.name

    @property
    def __qualname__(self):
        return self.name

    def __repr__(self):
        return f"<relume axis function {self.name}(x, axis=-1)>"

    def __reduce__(self):
        return self.name

    cdef object _call(self, object ufunc, int32_t operation, tuple arrays, object axis, object out, object dtype,
                      dict options):
        if dtype is None and not options:
            result = applied_on_axis(self.number, operation, arrays, axis, out)
            if result is not None:
                return result
            if out is None:
                out = output_like(ufunc, arrays)
        options = dict(options, axis=axis, out=out, dtype=dtype)
        try:
            return PyObject_Call(ufunc, arrays, options)
        except TypeError as error:
            for name in options:
                if name not in AXIS_OPTIONS:
                    raise TypeError(f"{self.name} has no option {name!r}: it has {', '.join(AXIS_OPTIONS)}") from None
            if "not supported for the input types" in str(error):
                kinds = ", ".join(str(np.asarray(a).dtype) for a in arrays)
                raise TypeError(f"{ufunc.__name__} takes float16, float32 and float64, and what converts to them "
                                f"safely, not {kinds}") from None
            raise
        except ValueError:
            for array in arrays:
                if np.ndim(array) == 0:
                    raise np.exceptions.AxisError(f"{ufunc.__name__} works along an axis: "
                                                  "a single number has none") from None
            raise

    def __call__(self, x, /, axis=-1, out=None, dtype=None, **options):
        return self._call(self.ufunc, RELUME_FORWARD, (x,), axis, out, dtype, options)

    def backward(self, dy, y, /, axis=-1, out=None, dtype=None, **options):
        """backward(dy, y, axis=-1, out=None, dtype=None, **ufunc_options): the gradient with respect to x.

        From dy and the result y = f(x); x itself isn't needed.
        """
        return self._call(self.backward_ufunc, RELUME_BACKWARD, (dy, y), axis, out, dtype, options)


cdef object applied_on_axis(int32_t function, int32_t operation, tuple arrays, object axis, object out):
    """As applied, for plain arrays whose rows have the same distance from each other: on their first or last axis."""
    cdef PyObject *operands[2]
    cdef void *at[3]
    cdef ptrdiff_t row_strides[3]
    cdef ptrdiff_t element_strides[3]
    cdef size_t length, rows, inner = 1
    cdef int k, dimensions, place, last = <int>len(arrays)
    first = arrays[0]
    if type(axis) is not int or not is_alike(<PyObject *>first, first):
        return None
    cdef int32_t dtype = plain_dtype(first)
    dimensions = cnp.PyArray_NDIM(first)
    if dtype < 0 or not -dimensions <= axis < dimensions:
        return None
    place = axis if axis >= 0 else axis + dimensions
    length = <size_t>cnp.PyArray_DIM(first, place)
    rows = <size_t>cnp.PyArray_SIZE(first) // length if length > 0 else 0
    for k in range(place + 1, dimensions):
        inner *= <size_t>cnp.PyArray_DIM(first, k)
    if inner != 1 and inner != rows:
        return None
    for k in range(last):
        operands[k] = <PyObject *>arrays[k]
        if not is_alike(operands[k], first):
            return None
    output = output_for(operands, last, NULL if out is None else <PyObject *>out)
    if output is None:
        return None
    for k in range(last + 1):
        at[k] = cnp.PyArray_DATA(<object>operands[k] if k < last else output)
        element_strides[k] = <ptrdiff_t>inner * cnp.PyArray_ITEMSIZE(first)
        row_strides[k] = cnp.PyArray_ITEMSIZE(first) * (<ptrdiff_t>length if inner == 1 else 1)
    if rows * length < LEAST_WITHOUT_GIL:
        relume_apply_axis(function, operation, dtype, rows, length, at, row_strides, element_strides)
    else:
        with nogil:
            relume_apply_axis(function, operation, dtype, rows, length, at, row_strides, element_strides)
    return output


# NumPy gives a gufunc's output an order of its own, its axis last: all accesses to one of the two would be far apart.
cdef object output_like(ufunc, tuple arrays):
    """An output in the order of the last array, or None where NumPy is to make one."""
    model = arrays[len(arrays) - 1]
    if type(model) is not np.ndarray or model.ndim < 2:
        return None
    for array in arrays:
        if type(array) is not np.ndarray or array.shape != model.shape:
            return None
    try:
        dtypes = ufunc.resolve_dtypes(tuple([array.dtype for array in arrays]) + (None,))
    except TypeError:
        return None
    return np.empty_like(model, dtypes[len(arrays)])


cdef tuple AXIS_OPTIONS = ("axis", "out", "dtype", "casting", "order", "subok", "signature")


cdef object axis_signature():
    named = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Signature([
        inspect.Parameter("x", inspect.Parameter.POSITIONAL_ONLY),
        inspect.Parameter("axis", named, default=-1),
        inspect.Parameter("out", named, default=None),
        inspect.Parameter("dtype", named, default=None),
        inspect.Parameter("ufunc_options", inspect.Parameter.VAR_KEYWORD),
    ])


axis_functions = {}
for number in range(relume_axis_function_count()):
    function = AxisFunction(number)
    axis_functions[function.name] = function
