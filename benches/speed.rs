//! What the speed goals were measured against; filled by the issues that set them.
fn main() {}
