# Made from the catalogue by tools/generate.py: change that, not this.
from relume import Activation

relu: Activation
leaky_relu: Activation
