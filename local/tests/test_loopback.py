"""The local stack listens on, and connects to, no address other than 127.0.0.1."""

import os
import struct
from pathlib import Path

from stack.openapi import path_of
from stack.processes import members

LISTEN = "0A"
LOOPBACK = "127.0.0.1"


def test_sockets_ofAllProcesses_areOnLoopbackOnly(stack, call):
    assert call("GET", path_of("GetJobRun", name="x", jobRunId="jr_0")).status == 404
    sockets = list(sockets_of(members(stack.group.pid)))
    listening = {port for address, port, state in sockets if state == LISTEN}
    assert stack.port in listening
    assert len(listening) >= 3, "expected the emulated AWS, fake-glue and a function's runtime API"
    assert {address for address, _, _ in sockets} == {LOOPBACK}


def sockets_of(processes):
    """The local address, port and state of every TCP and UDP socket of the processes."""
    inodes = {inode for process in processes for inode in socket_inodes(process)}
    for protocol in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path("/proc/net", protocol).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[9] in inodes:
                address, _, port = fields[1].partition(":")
                yield readable(address), int(port, 16), fields[3]


def socket_inodes(process):
    for descriptor in os.scandir(f"/proc/{process}/fd"):
        target = os.readlink(descriptor.path)
        if target.startswith("socket:["):
            yield target[8:-1]


def readable(address):
    """The kernel writes addresses as hexadecimal words in the machine's byte order; IPv4 inside IPv6 counts as IPv4."""
    words = [struct.pack("=I", int(address[at : at + 8], 16)) for at in range(0, len(address), 8)]
    if len(words) == 4 and words[:3] != [b"\0" * 4, b"\0" * 4, b"\0\0\xff\xff"]:
        return address
    return ".".join(str(byte) for byte in words[-1])


def test_readable_kernelsForms_areAddresses():
    assert readable(f"{struct.unpack('=I', bytes([127, 0, 0, 1]))[0]:08X}") == LOOPBACK
    assert readable("00000000") == "0.0.0.0"
    assert readable("0" * 32) != LOOPBACK
