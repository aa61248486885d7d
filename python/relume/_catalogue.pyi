# Made from the catalogue by tools/generate.py: change that, not this.
from relume import Activation

relu: Activation
leaky_relu: Activation
prelu: Activation
elu: Activation
selu: Activation
rectified_tanh: Activation
sigmoid: Activation
tanh: Activation
silu: Activation
gelu: Activation
softplus: Activation
