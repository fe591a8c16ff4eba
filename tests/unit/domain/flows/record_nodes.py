"""Fill in what recorded cases of nodes lead to: `python -m tests.unit.domain.flows.record_nodes NAME …`.

Then read every line of it.
A new case is written by hand as far as `name`, `nodes`, `edges`, `facts` and, in `happens`, `given` and `after`.
"""

import json
import sys

from tests.unit.domain.flows.test_recorded_nodes import RECORDED, play


def main() -> None:
    for name in sys.argv[1:]:
        file = RECORDED / f"{name}.json"
        cases = json.loads(file.read_text("utf-8"))
        for case in cases:
            for happening, seen in zip(case["happens"], play(case), strict=True):
                happening.update(seen)
        file.write_text(json.dumps(cases, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
