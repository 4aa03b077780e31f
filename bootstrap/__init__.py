"""Set-up with the standard library only: Python, packages, front-end files, translations."""
