"""MK ERP, by MK Solutions; found by the registry under `mksolutions`. It has nothing to do with MK-AUTH."""
