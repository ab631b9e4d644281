"""Names of the kernel's video interface; no device is ever opened with them."""


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return 0
