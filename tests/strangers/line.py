"""Two ptys joined by a relay: a server that nobody here wrote opens one end, the program under test the other."""
import os
import threading
import tty


def pair():
    """Answers with the server's end; prints the program's end, which is then ready to be opened."""
    near, far = zip(os.openpty(), os.openpty())
    for end in far:
        tty.setraw(end)

    def carry(source, target):
        while True:
            os.write(target, os.read(source, 512))

    for source, target in (near, near[::-1]):
        threading.Thread(target=carry, args=(source, target), daemon=True).start()
    # The far ends stay open here: a pty without one ends the relay as soon as a program closes it.
    return os.ttyname(far[0]), os.ttyname(far[1])


def announce(port):
    """Tells the test where to open."""
    print(port, flush=True)
