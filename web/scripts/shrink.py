"""Screenshots as small WebP files: python scripts/shrink.py FROM TO"""  # noqa: INP001  a script beside the others

import sys
from pathlib import Path

from PIL import Image

source, target = (Path(name) for name in sys.argv[1:3])
target.mkdir(parents=True, exist_ok=True)
total = 0
for path in sorted(source.glob("*.png")):
    out = target / f"{path.stem}.webp"
    Image.open(path).convert("RGB").save(out, "WEBP", quality=52, method=6)
    total += out.stat().st_size
sys.stdout.write(f"{total / 1e6:.2f} MB\n")
