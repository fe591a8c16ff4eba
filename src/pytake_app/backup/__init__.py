"""Backups: database, files and keys as one tar, sealed by age for somebody who isn't this machine.

`age -d -i KEY FILE | tar x` opens one without PyTake: `about.json`, `keys/…`, `database/000001 …` (in a row the custom format of
`pg_dump`), `media/COMPANY/FILE`, and `manifest.json`, which says how much there is.
"""
