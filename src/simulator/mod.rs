//! Instruments answering on a pty as the real ones do on the wire, with faults on demand.
