"""SGP, by TSMX; found by the registry under `sisgp`."""
