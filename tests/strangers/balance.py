"""The package mt-sics-emulator serves a scale of MT-SICS with 12.50 kg on the pan."""
import asyncio

from mtsics.core.simulator import WeightSimulator
from mtsics.core.state import ScaleState
from mtsics.protocol.engine import MTSICSEngine
from mtsics.transport.serial import SerialConfig, SerialTransport

from line import announce, pair


async def main():
    server, program = pair()
    state = ScaleState()
    simulator = WeightSimulator(state)
    simulator.set_target(12.5)
    simulator.advance_to_stable()
    transport = SerialTransport(MTSICSEngine(state), simulator=simulator, cfg=SerialConfig(port=server))
    await transport.open()
    announce(program)
    await transport.serve_forever()


asyncio.run(main())
