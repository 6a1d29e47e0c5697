//! One test program; one file a promise or a user journey.
