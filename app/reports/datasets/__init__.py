"""One file for each kind of facts: its select, its dimensions and its measures."""
