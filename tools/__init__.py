"""Programs for the developers of gradcli; nothing of this is shipped."""
