"""An OpenID provider that tests run: Authlib's, on loopback, with one person and a hook that forges what it signs."""

import json
import secrets
import threading
from collections.abc import Callable
from typing import Any, Self

import jwt
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from flask import Flask, Response, jsonify
from joserfc.jwk import RSAKey
from jwt.algorithms import RSAAlgorithm
from werkzeug.serving import make_server

Forge = Callable[[dict[str, Any], "Provider"], str]


class _Client(ClientMixin):
    def __init__(self, provider: "Provider") -> None:
        self._provider = provider
        self.client_id = provider.client_id

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self._provider.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self._provider.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == self._provider.client_secret

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return endpoint != "token" or method == self._provider.auth_method

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class _Code(AuthorizationCodeMixin):
    def __init__(self, request: Any, user: dict[str, Any]) -> None:
        data = request.payload.data
        self.client_id, self.scope = request.payload.client_id, request.payload.scope
        self.redirect_uri, self.nonce = request.payload.redirect_uri, data.get("nonce")
        self.code_challenge = data.get("code_challenge")
        self.code_challenge_method = data.get("code_challenge_method")
        self.user = user

    def get_redirect_uri(self) -> str:
        return str(self.redirect_uri)

    def get_scope(self) -> str:
        return str(self.scope)

    def get_nonce(self) -> str | None:
        return None if self.nonce is None else str(self.nonce)

    def get_auth_time(self) -> None:
        return None

    get_acr = get_amr = get_auth_time


class _Person:
    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told

    def get_user_id(self) -> str:
        return str(self.told["sub"])


class Provider:
    """`person` is who signs in; `forge` makes another proof of the claims of a right one."""

    client_id, client_secret = "pytake", "segredo: com %sinais& e ção"

    def __init__(self) -> None:
        self.person: dict[str, Any] = {"sub": "p-1", "email": "", "email_verified": True, "name": "Bia Souza"}
        self.forge: Forge | None = None
        self.described: dict[str, Any] = {}
        self.more_of_keys: dict[str, Any] = {}
        self.redirect_uri, self.auth_method = "", "client_secret_basic"
        self.asked_for_keys = 0
        self.codes: dict[str, _Code] = {}
        self.rotate()
        app = Flask("provider")
        self._grant(app)
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def rotate(self) -> None:
        """Another key signs from now on, and the old one is gone."""
        self.kid = secrets.token_hex(4)
        self.key: RSAPrivateKey = generate_private_key(public_exponent=65537, key_size=2048)

    def pem(self) -> str:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    def public_pem(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": self.kid, **header})

    def _grant(self, app: Flask) -> None:
        server = AuthorizationServer(app, query_client=self._client, save_token=lambda *_: None)
        extensions = [_proofs_of(self), CodeChallenge(required=True)]
        server.register_grant(_grant_of(self), extensions)
        app.add_url_rule("/.well-known/openid-configuration", "described", self._described)
        app.add_url_rule("/keys", "keys", self._keys)

        def authorize() -> Any:
            grant = server.get_consent_grant(end_user=_Person(self.person))
            return server.create_authorization_response(grant_user=_Person(self.person), grant=grant)

        app.add_url_rule("/authorize", "authorize", authorize)
        app.add_url_rule("/token", "token", server.create_token_response, methods=["POST"])

    def _described(self) -> Response:
        return jsonify(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "token_endpoint_auth_methods_supported": [self.auth_method],
                **self.described,
            }
        )

    def _keys(self) -> Response:
        self.asked_for_keys += 1
        known = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return jsonify({"keys": [{**known, "kid": self.kid, "use": "sig", "key_ops": ["verify"], **self.more_of_keys}]})

    def _client(self, client_id: str) -> _Client | None:
        return _Client(self) if client_id == self.client_id else None


def _grant_of(provider: Provider) -> type[grants.AuthorizationCodeGrant]:
    class Grant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

        def save_authorization_code(self, code: str, request: Any) -> None:
            provider.codes[code] = _Code(request, request.user.told)

        def query_authorization_code(self, code: str, client: _Client) -> _Code | None:  # noqa: ARG002
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: _Code) -> None:
            provider.codes = {k: v for k, v in provider.codes.items() if v is not authorization_code}

        def authenticate_user(self, authorization_code: _Code) -> _Person:
            return _Person(authorization_code.user)

    return Grant


def _proofs_of(provider: Provider) -> OpenIDCode:
    class Proofs(OpenIDCode):
        def exists_nonce(self, nonce: str, request: Any) -> bool:  # noqa: ARG002
            return False

        def generate_user_info(self, user: _Person, scope: str) -> dict[str, Any]:  # noqa: ARG002
            return dict(user.told)

        def get_client_claims(self, client: _Client) -> dict[str, Any]:  # noqa: ARG002
            return {"iss": provider.issuer}

        def get_encode_header(self, client: _Client) -> dict[str, Any]:  # noqa: ARG002
            return {"alg": "RS256", "kid": provider.kid}

        def resolve_client_private_key(self, client: _Client) -> Any:  # noqa: ARG002
            return RSAKey.import_key(provider.pem())

        def encode_id_token(self, token: dict[str, Any], request: Any) -> str:
            proof = str(super().encode_id_token(token, request))
            if provider.forge is None:
                return proof
            return provider.forge(jwt.decode(proof, options={"verify_signature": False}), provider)

    return Proofs(require_nonce=True)
