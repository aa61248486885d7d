"""The activations over anything with the buffer protocol: less overhead per call than a ufunc, and no array is made.

NAME(x, out, *parameters), NAME_derivative(x, out, *parameters) and NAME_backward(dy, x, out, *parameters) for every
NAME in relume.activations. A gate takes a, b for x, and da, db for the out of its derivative and backward. See
BufferFunction for what they take.
"""

from relume._buffers import BufferFunction, functions
from relume._ufuncs import catalogue

globals().update(functions(catalogue))

__all__ = ["BufferFunction", *functions(catalogue)]
