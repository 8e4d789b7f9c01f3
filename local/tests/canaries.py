"""Values that must not be visible, searched for raw, URL-encoded and in base64, complete or in any piece of twelve characters."""

import base64
from urllib.parse import quote

PIECE = 12


class Canaries:
    def __init__(self):
        self.values = set()
        self._pieces = set()

    def watch(self, value):
        if value in self.values:
            return
        self.values.add(value)
        encoded = [quote(value, safe="")]
        for shift in range(3):
            encoded += [text[(shift * 4 + 2) // 3 :].rstrip("=")[:-1] for text in in_base64(b" " * shift + value.encode())]
        for text in (value, *encoded):
            self._pieces.update(text[at : at + PIECE] for at in range(len(text) - PIECE + 1))

    def found_in(self, text):
        """The positions of pieces of watched values in the text, never the pieces: a failure must not show a secret either."""
        return [at for at in range(len(text) - PIECE + 1) if text[at : at + PIECE] in self._pieces]


def in_base64(content):
    return base64.b64encode(content).decode(), base64.urlsafe_b64encode(content).decode()
