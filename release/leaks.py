"""Looks for what looks like a secret in all files under version control; what is known not to be one stands in `known.json`.

python release/leaks.py            fails for anything that is not known
python release/leaks.py --record   knows everything there is now; read the difference before it is committed
"""

import argparse
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).parents[1]
KNOWN = ROOT / "release" / "known.json"
SETTINGS = {
    "plugins_used": [
        {"name": name}
        for name in (
            "AWSKeyDetector",
            "AzureStorageKeyDetector",
            "BasicAuthDetector",
            "GitHubTokenDetector",
            "GitLabTokenDetector",
            "JwtTokenDetector",
            "MailchimpDetector",
            "NpmDetector",
            "OpenAIDetector",
            "PrivateKeyDetector",
            "PypiTokenDetector",
            "SendGridDetector",
            "SlackDetector",
            "StripeDetector",
            "TelegramBotTokenDetector",
            "TwilioKeyDetector",
        )
    ]
    + [{"name": "Base64HighEntropyString", "limit": 4.5}, {"name": "HexHighEntropyString", "limit": 3.0}],
}
APART = ("tests/recorded/", "web/package-lock.json", "src/pytake_app/http/assets/", "release/known.json")
"""Recorded payloads are full of ids, lock files and packaged scripts of hashes."""
BINARY = (".webp", ".woff2", ".png", ".ico", ".svg")


def files() -> list[str]:
    """Those under version control, but for what is apart."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout  # noqa: S607
    return [name for name in listed.split("\0") if name and not name.startswith(APART) and not name.endswith(BINARY)]


def found(names: list[str], root: Path = ROOT) -> Iterator[tuple[str, str, int, str]]:
    """File, kind, line and a hash of each that looks like a secret."""
    with transient_settings(SETTINGS):
        collection = SecretsCollection(root=str(root))
        for name in names:
            collection.scan_file(name)
        for name, secret in collection:
            value = hashlib.sha256((secret.secret_value or "").encode()).hexdigest()[:16]
            yield name, secret.type, secret.line_number, value


def main() -> int:
    """1 when something is found that is not known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    seen = list(found(files()))
    if arguments.record:
        all_of_them = sorted({f"{name} {value}" for name, _, _, value in seen})
        KNOWN.write_text(json.dumps(all_of_them, indent=1) + "\n")
        print(f"{len(all_of_them)} known")
        return 0
    known = set(json.loads(KNOWN.read_text()))
    fresh = [(name, kind, line) for name, kind, line, value in seen if f"{name} {value}" not in known]
    for name, kind, line in fresh:
        print(f"{name}:{line}: {kind}. Take it out, and change it wherever it is used: whoever has the history has it.")
    if fresh:
        print("What is no secret is told by: python release/leaks.py --record")
    return 1 if fresh else 0


if __name__ == "__main__":
    sys.exit(main())
