"""Who may see what: every page gets its rows through the door kept here."""
