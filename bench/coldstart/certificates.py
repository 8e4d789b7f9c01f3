"""A certificate for 127.0.0.1, which every measured function verifies among its usual trusted authorities."""

import datetime
import ipaddress
import ssl
import subprocess

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

DAY = datetime.timedelta(days=1)


class Certificates:
    """Created in a new folder for each run, so no key is in the repository and none expires."""

    def __init__(self, folder, java_home):
        self.authority = folder / "authority.pem"
        self.chain = folder / "server.pem"
        self.java_store = folder / "trusted.p12"
        authority_key, server_key = key(), key()
        authority = signed("Benchmark authority", authority_key, "Benchmark authority", authority_key, None)
        server = signed("127.0.0.1", server_key, "Benchmark authority", authority_key, ipaddress.ip_address("127.0.0.1"))
        self.authority.write_bytes(pem(authority))
        self.chain.write_bytes(private(server_key) + pem(server))
        self._trust_in_java(java_home)

    def server_context(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain)
        return context

    def _trust_in_java(self, java_home):
        """Trusts the JDK's own authorities and this one, since the time to read a store depends on its size."""
        self.java_store.unlink(missing_ok=True)
        self.java_store.write_bytes((java_home / "lib/security/cacerts").read_bytes())
        add = ["-importcert", "-noprompt", "-alias", "benchmark", "-file", self.authority, "-storepass", "changeit"]
        keytool = [java_home / "bin/keytool", *add, "-keystore", self.java_store]
        subprocess.run(keytool, check=True, capture_output=True)


def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed(name, its_key, issuer, issuer_key, address):
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder(
        issuer_name=common_name(issuer),
        subject_name=common_name(name),
        public_key=its_key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - DAY,
        not_valid_after=now + 7 * DAY,
    )
    builder = builder.add_extension(x509.BasicConstraints(ca=address is None, path_length=None), critical=True)
    if address:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(address)]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def common_name(name):
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


def private(its_key):
    plain = serialization.NoEncryption()
    return its_key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
