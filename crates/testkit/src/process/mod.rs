//! The real program as a process of its own: started, spoken to over its socket, killed.

mod client;
mod postbox;
mod program;
mod receiver;

pub use client::{Answer, Client};
pub use postbox::{Letter, Postbox};
pub use program::{Program, Running, pause};
pub use receiver::{Receiver, Told};
