"""The supervisor of `serve`: starts the processes in order, keeps them running, stops them in reverse."""
