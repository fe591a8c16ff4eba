"""A provider of identities for browser tests, until its input ends: `python -m tests.browser.openid ADDRESS REDIRECT_URI`."""

import json
import sys

from tests.support.openid_provider import Provider


def main() -> None:
    email, redirect_uri = sys.argv[1:]
    with Provider() as provider:
        provider.person |= {"email": email, "sub": email}
        provider.redirect_uri = redirect_uri
        told = {"issuer": provider.issuer, "client_id": provider.client_id, "client_secret": provider.client_secret}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
