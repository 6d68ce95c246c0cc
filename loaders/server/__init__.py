"""The wire to server sources: addresses, secrets, requests that are tried again, pages kept on disk. Knows no source."""
