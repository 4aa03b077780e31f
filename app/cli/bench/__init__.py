"""`bench`: what our pages cost beside a bare FAB list and beside their own SQL, and how fast a day is closed."""
