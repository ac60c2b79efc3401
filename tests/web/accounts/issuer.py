"""A small issuer of OpenID Connect for tests: it keeps to the protocol, and lies where a test tells it to."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "sightline", "a secret of the test"


@dataclass
class Issuer:
    """Who it says that signs in, and what it changes in its tokens."""

    address: str
    key: rsa.RSAPrivateKey
    email: str = ""
    verified: object = True
    changes: dict[str, object] = field(default_factory=dict)
    signs_with: rsa.RSAPrivateKey | None = None
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    exchanges: list[dict[str, str]] = field(default_factory=list)

    def agree(self, location: str) -> str:
        """Let somebody in whom Sightline has sent; return where the browser is sent back to."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert location.startswith(f"{self.address}/authorize?")
        code = f"code-{len(self.asked)}"
        self.asked[code] = query
        back = urlsplit(query["redirect_uri"])
        return f"{back.path}?{urlencode({'code': code, 'state': query['state']})}"

    def exchange(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        """Give tokens for a code, as the protocol asks for."""
        self.exchanges.append(form)
        asked = self.asked.pop(form.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=")
        if asked is None or form.get("client_secret") != SECRET or proof.decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": f"sub-{self.email}",
            "exp": int(time.time()) + 60,
            "iat": int(time.time()),
            "nonce": asked["nonce"],
        } | self.changes
        token = jwt.encode(claims, self.signs_with or self.key, algorithm="RS256", headers={"kid": "one"})
        return 200, {"access_token": "access", "token_type": "Bearer", "expires_in": 60, "id_token": token}

    def describe(self, path: str) -> dict[str, object] | None:
        """Return what stands at an address."""
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "userinfo_endpoint": f"{self.address}/userinfo",
                "jwks_uri": f"{self.address}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return {"keys": [public | {"kid": "one", "alg": "RS256", "use": "sig"}]}
        if path == "/userinfo":
            return {"sub": f"sub-{self.email}", "email": self.email, "email_verified": self.verified}
        return None


@contextmanager
def issuing() -> Iterator[Issuer]:
    """Run an issuer on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            found = issuer.describe(urlsplit(self.path).path)
            self.answer(404 if found is None else 200, found or {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.answer(*issuer.exchange({name: values[0] for name, values in parse_qs(body).items()}))

        def answer(self, status: int, document: dict[str, object]) -> None:
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = Issuer(f"http://127.0.0.1:{server.server_port}", new_key())
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
