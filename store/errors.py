"""What can go wrong in the store, each with one plain sentence."""


class StoreError(Exception):
    """The store cannot do what was asked; it is as it was before."""


class StoreBusy(StoreError):
    """Somebody else is writing to this clinic."""


OUTDATED = "The store was written by an earlier version of Landings. Run: python -m store rebuild"
"""Said where the current snapshot lacks columns that are read today."""
