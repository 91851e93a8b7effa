"""nginx before the servers, by the very file that a deployment has."""

import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.bench.servers import ROOT, free_port, until_open

SITE = ROOT / "rewards_site/deploy/etc/nginx/sites-available/reward-ledger"
LIMITS = ROOT / "rewards_site/deploy/etc/nginx/modules-enabled/90-reward-ledger.conf"
HOST = "rewards.example.com"
# What README has changed in Debian's own file, and what that has besides.
MAIN = """\
pid {folder}/nginx.pid;
worker_processes auto;
{limits}
events {{ worker_connections 8192; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/other;
    uwsgi_temp_path {folder}/other;
    scgi_temp_path {folder}/other;
    {site}
}}
"""


def installed_nginx() -> str | None:
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def nginx(program: str, *, webhooks: int, desk: int) -> Iterator[tuple[int, int]]:
    """The port of https, before servers at these, and the first process's id."""
    port = free_port()
    with TemporaryDirectory(prefix="reward-ledger-nginx-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the workers are nobody's
        _certificate(folder)
        conf = folder / "nginx.conf"
        conf.write_text(_configured(folder, port=port, webhooks=webhooks, desk=desk), encoding="utf-8")
        command = [program, "-p", name, "-c", str(conf), "-e", str(folder / "error.log"), "-g", "daemon off;"]
        process = subprocess.Popen(command)
        try:
            until_open(port, process)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(20)


def strangers_tls() -> ssl.SSLContext:
    """The certificate is of our own making, and nobody's to judge."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _configured(folder: Path, *, port: int, webhooks: int, desk: int) -> str:
    changes = {
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
        "listen [::]:80;": "",
        "listen [::]:443 ssl http2;": "",
        "127.0.0.1:8000": f"127.0.0.1:{webhooks}",
        "127.0.0.1:8001": f"127.0.0.1:{desk}",
        f"/etc/letsencrypt/live/{HOST}": str(folder),
        "/var/log/nginx": str(folder),
    }
    site = _replaced(SITE.read_text("utf-8"), changes)
    return MAIN.format(folder=folder, limits=LIMITS.read_text("utf-8"), site=site)


def _replaced(text: str, changes: Mapping[str, str]) -> str:
    """Raises ``LookupError`` where something that is to change isn't there."""
    for old, new in changes.items():
        if old not in text:
            raise LookupError(f"{SITE}: no {old!r} to change")
        text = text.replace(old, new)
    return text


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    signed = builder.sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(private)
