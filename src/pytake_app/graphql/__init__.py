"""GraphQL over the routes: the same handlers, use cases, permissions and shapes, asked for in one document."""
