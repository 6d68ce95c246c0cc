"""Who may see what: pages get rows only through here."""
