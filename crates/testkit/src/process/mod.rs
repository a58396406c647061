//! The real program as a process of its own: started, spoken to over its socket, killed.

mod client;
mod partner;
mod postbox;
mod program;
mod receiver;

pub use client::{Answer, Client};
pub use partner::{Asked, Partner};
pub use postbox::{Letter, Postbox};
pub use program::{PASSWORD, Program, Running, pause};
pub use receiver::{Receiver, Told};
