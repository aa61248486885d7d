from typing import Any

class BufferFunction:
    __name__: str
    def __call__(self, *buffers_then_parameters: Any, **parameters: float) -> None: ...

def __getattr__(name: str) -> BufferFunction: ...
