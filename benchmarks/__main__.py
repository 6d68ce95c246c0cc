"""Every benchmark, one after the other: `python -m benchmarks`."""

from importlib import import_module
from pkgutil import iter_modules

import benchmarks


def main() -> None:
    for module in sorted(iter_modules(benchmarks.__path__), key=lambda module: module.name):
        if not module.name.startswith("_"):
            import_module(f"benchmarks.{module.name}").main()


if __name__ == "__main__":
    main()
