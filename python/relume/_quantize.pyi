from relume import QuantizedActivation as QuantizedActivation
from relume import quantize as quantize
