"""The simulator of the package labmcp-mettler-toledo: an analytical balance with 52.18734 g on the pan, shown to 0.1 mg."""
import serial
from labmcp_mettler_toledo.simulator import MTSICSSimulator

from line import announce, pair

server, program = pair()
balance = MTSICSSimulator()
announce(program)
with serial.Serial(server, 9600) as port:
    while True:
        answer = balance.handle(port.readline().decode())
        lines = answer if isinstance(answer, list) else [answer]
        port.write("".join(f"{line}\r\n" for line in lines if line).encode())
