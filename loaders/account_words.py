"""The account of a file in words, for the command line."""

from collections.abc import Iterator

from domain.loaded import Loaded
from loaders.retry import Retried
from store.account import Account
from store.withdrawal import Undone

LISTED = 20


def account_lines(account: Account, loaded: Loaded, listed: int | None = LISTED) -> Iterator[str]:
    """Sentences on what became of one file; at most `listed` rejected rows, all of them with None."""
    yield f"{account.file}, read by the mapping {loaded.mapping_name}"
    if account.already_loaded:
        yield "  Already loaded; nothing changed."
    yield (
        f"  {account.read} rows read = {account.accepted} accepted + {account.corrected} corrected + {account.duplicates} duplicates"
        f" + {account.waiting} waiting + {account.rejected} rejected"
    )
    if account.conflicts:
        yield f"  {account.conflicts} of them are in conflict: two values for one measurement; none is used until the source decides."
    if account.waiting:
        yield f"  {account.waiting} wait for the registration of their patient."
    if account.withdrawn:
        yield f"  {account.withdrawn} rows of its former reading no longer count; another file that holds them would have kept them."
    yield from (f"  Note: {note}" for note in loaded.notes)
    yield from _rejections(account, loaded, listed)


def _rejections(account: Account, loaded: Loaded, listed: int | None) -> Iterator[str]:
    for row in loaded.rejected.head(len(loaded.rejected) if listed is None else listed).itertuples():
        column = f", column {row.column}" if isinstance(row.column, str) else ""
        yield f"  {account.file}, line {row.line}{column}: {row.reason} [{row.code}]"
    rest = len(loaded.rejected) - (listed or len(loaded.rejected))
    if rest > 0:
        yield f"  … and {rest} more rejected rows; --all lists them here, the Imports screen shows them too."


def undone_lines(undone: Undone) -> Iterator[str]:
    """Sentences on a load that was taken back."""
    files = ", ".join(undone.files) or "no file that still counted"
    yield f"Load {undone.batch_id} of {undone.loaded_at[:16].replace('T', ' ')} is undone: {files}."
    yield f"  {undone.withdrawn} rows no longer count; rows that another load holds too stay."
    for name in undone.restored:
        yield f"  {name}: its reading before this load counts again."
    if undone.regained:
        yield f"  {undone.regained} rows count again with it."


def retried_lines(retried: Retried, waiting: int) -> Iterator[str]:
    """Sentences on what reading again brought."""
    yield from retried.notes
    if not retried.accounts:
        yield "No archived file has rejected rows or a changed mapping."
    else:
        rejected = sum(account.rejected for account in retried.accounts)
        yield f"{retried.rows_picked_up} rows picked up that were rejected before; {rejected} are still rejected."
    yield f"{waiting} rows wait for the registration of their patient; they count once it is loaded."
