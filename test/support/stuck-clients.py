"""Clients that hold on: each connects, says something, perhaps a little more from time to time, and never reads.

One JSON array on standard input: [{"port": 8080, "say": "GET / ...", "drip": "x", "everyMs": 200}, ...]. The answer on
standard output is one line, the local ports in the same order. They go when standard input is closed. In Python, since
Node.js cannot make a socket whose buffers are small: the kernel would take megabytes for a client that reads nothing.
"""

import json
import selectors
import socket
import sys
import time

SEGMENT_BYTES = 536  # of TCP; the sender's buffer is made for a few of these
RECEIVE_BYTES = 4096


def connect(port):
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT_BYTES)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
    sock.connect(("127.0.0.1", port))
    sock.setblocking(False)
    return sock


def say(client, text):
    client["unsent"] += text.encode("latin1")
    if not client["unsent"]:
        return
    try:
        sent = client["socket"].send(client["unsent"])
        client["unsent"] = client["unsent"][sent:]
    except BlockingIOError:
        pass
    except OSError:
        client["gone"] = True


def main():
    clients = []
    for wish in json.loads(sys.stdin.readline()):
        client = {**wish, "socket": connect(wish["port"]), "unsent": b"", "gone": False, "due": 0.0}
        say(client, wish["say"])
        clients.append(client)
    print(json.dumps([client["socket"].getsockname()[1] for client in clients]), flush=True)
    selector = selectors.DefaultSelector()
    selector.register(sys.stdin, selectors.EVENT_READ)
    while not selector.select(timeout=0.05):
        now = time.monotonic()
        for client in clients:
            if client["gone"] or now < client["due"]:
                continue
            client["due"] = now + client.get("everyMs", 200) / 1000
            say(client, "" if client["unsent"] else client.get("drip", ""))


main()
