"""What can go wrong in the store, each with one plain sentence."""


class StoreError(Exception):
    """The store cannot do what was asked; it is as it was before."""


class StoreBusy(StoreError):
    """Somebody else is writing to this clinic."""
