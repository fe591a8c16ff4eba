"""The worker: takes what waits in the queues and calls the use cases."""
