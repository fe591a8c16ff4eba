"""PostgreSQL: tables, the work, repositories, leases and the inbox."""
