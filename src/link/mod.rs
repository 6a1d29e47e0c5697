//! Serial ports: opening, sessions, silence, unplugging and coming back. The only module that opens ports.
