"""The package dlt645 serves a meter of DL/T 645-2007: 1234.56 kWh, 229.7 V, 4.999 A."""
import time

from dlt645.service.serversvc.server_service import MeterServerService

from line import announce, pair

server, program = pair()
meter = MeterServerService.new_rtu_server(server, 8, 1, 9600, "N", 1)
meter.set_address("123456789012")
meter.set_00(0x00010000, 1234.56)
meter.set_02(0x02010100, 229.7)
meter.set_02(0x02020100, 4.999)
meter.start()
announce(program)
while True:
    time.sleep(1)
