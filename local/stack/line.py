"""The line between the functions and Glue. It can lose responses: Glue has acted, but the caller learns nothing."""

import http.client
import socket
import struct
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer

RESET_ON_CLOSE = struct.pack("ii", 1, 0)
NOT_COPIED = {"connection", "date", "server", "transfer-encoding", "content-length"}


class Line:
    """An HTTP proxy on 127.0.0.1 that passes every request to the emulated AWS on a port and returns its response."""

    def __init__(self, port):
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.port_of_aws = port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def losing(self, *operations):
        """In this context, each of these operations takes effect, but its connection is reset instead of returning a response."""
        self._server.lost = frozenset(operations)
        try:
            yield
        finally:
            self._server.lost = frozenset()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingTCPServer):
    daemon_threads = True
    port_of_aws: int
    lost: frozenset[str] = frozenset()
    request_queue_size = 128

    def shutdown_request(self, request):
        """Closes at once: a shutdown first would send FIN, but a lost response must end in RST."""
        self.close_request(request)

    def handle_error(self, request, client_address):
        """Either side may close the connection at any time; the other side notices it on its own connection."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer, content = self._ask(body)
        operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        if operation in self.server.lost:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            self.close_connection = True
            return
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in NOT_COPIED:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _ask(self, body):
        """Sends the headers unchanged: the signature covers them, including the hostname."""
        aws = http.client.HTTPConnection("127.0.0.1", self.server.port_of_aws)
        try:
            aws.request("POST", self.path, body, dict(self.headers.items()))
            answer = aws.getresponse()
            return answer, answer.read()
        finally:
            aws.close()

    def log_message(self, *_):
        """Logs nothing: the demonstration prints the progress."""
