"""pymodbus serves the float registers of a meter: 230.2 V, 16.25 A, 3740.75 W, 1234.567 kWh."""
import struct
import sys

from pymodbus.datastore import ModbusDeviceContext, ModbusSequentialDataBlock, ModbusServerContext
from pymodbus.framer import FramerType
from pymodbus.server import StartSerialServer

from line import announce, pair

VALUES = {0: 230.2, 6: 16.25, 52: 3740.75, 72: 1234.567}

registers = [0] * 200
for start, value in VALUES.items():
    registers[start], registers[start + 1] = struct.unpack(">HH", struct.pack(">f", value))
block = ModbusSequentialDataBlock(1, registers)
device = ModbusDeviceContext(ir=block, hr=block)
server, program = pair()
announce(program)
sys.stdout.flush()
StartSerialServer(ModbusServerContext(devices=device, single=True), framer=FramerType.RTU, port=server, baudrate=9600)
