//! What a run asks for next, given what it has. Pure state machines.
