"""Only the two joined ptys: prints the server's end, then the program's."""
import time

from line import announce, pair

for port in pair():
    announce(port)
while True:
    time.sleep(1)
