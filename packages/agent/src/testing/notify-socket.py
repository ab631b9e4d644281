# systemd's end of sd_notify: binds the socket named by the argument, prints a line a message, ends with its stdin.
import os
import socket
import sys
import threading

path = sys.argv[1]
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind("\0" + path[1:] if path.startswith("@") else path)
print("listening", flush=True)


def end_with_stdin():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_stdin, daemon=True).start()
while True:
    message, descriptors, _, _ = socket.recv_fds(listener, 4096, 4)
    # Closing what comes with BARRIER=1 lets systemd-notify return.
    for descriptor in descriptors:
        os.close(descriptor)
    print(" ".join(message.decode().split("\n")), flush=True)
