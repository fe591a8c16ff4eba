"""Files of tables: CSV as people save it, and XLSX."""
