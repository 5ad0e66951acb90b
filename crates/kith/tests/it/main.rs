//! The tests of the product from outside: one program, so that it is built and linked once.

mod components;
