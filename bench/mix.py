"""A fused mix beside the expression it stands for: python bench/mix.py.

w·f(x) + (1 - w)·g(x) of 16.7 million float32 by relume.mix, and by relume's ufuncs with NumPy's arithmetic between
them: written plainly, and with every intermediate result in memory that is there already. Medians of rounds in which
the three take turns, in milliseconds, and how many times as long the expression takes.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np

import relume as rl

N, ROUNDS, WEIGHT = 1 << 24, 9, 0.3
PAIRS = (("relu", "silu"), ("relu", "leaky_relu"), ("elu", "tanh"), ("gelu", "softplus"), ("relu", "mish"))


def medians(*calls: Callable[[], object]) -> list[float]:
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for taken, call in zip(times, calls, strict=True):
            begin = time.perf_counter()
            call()
            taken.append(time.perf_counter() - begin)
    return [1000 * statistics.median(taken) for taken in times]


def main() -> None:
    x = np.random.default_rng(0).normal(0, 2, N).astype(np.float32)
    dy, out, other = np.ones_like(x), np.empty_like(x), np.empty_like(x)
    rest = 1 - WEIGHT

    def reused(f: Callable[..., object], g: Callable[..., object], *inputs: np.ndarray) -> None:
        f(*inputs, out=out)
        g(*inputs, out=other)
        np.multiply(out, WEIGHT, out=out)
        np.multiply(other, rest, out=other)
        np.add(out, other, out=out)

    print(f"{'':28}{'threads':>8}{'plain':>9}{'reused':>9}{'fused':>9}{'plain/fused':>13}{'reused/fused':>14}")
    for names in PAIRS:
        f, g = (rl.activations[name] for name in names)
        m = rl.mix(f, g, WEIGHT)
        for threads in (1, 2):
            rl.set_num_threads(threads)
            for kind, fused, one, two, inputs in (
                ("forward", m, f, g, (x,)),
                ("backward", m.backward, f.backward, g.backward, (dy, x)),
            ):
                plain, kept, once = medians(
                    lambda one=one, two=two, inputs=inputs: WEIGHT * one(*inputs) + rest * two(*inputs),
                    lambda one=one, two=two, inputs=inputs: reused(one, two, *inputs),
                    lambda fused=fused, inputs=inputs: fused(*inputs, out=out),
                )
                label = f"{names[0]}, {names[1]} {kind}"
                print(f"{label:28}{threads:8}{plain:9.1f}{kept:9.1f}{once:9.1f}{plain / once:13.2f}{kept / once:14.2f}")


if __name__ == "__main__":
    main()
