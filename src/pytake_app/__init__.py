"""The application: HTTP, real time, workers and the command line around the domain and its adapters."""
