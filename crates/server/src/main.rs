//! `shundan`: the one binary. Subcommands open the same database and say what they did.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    server::run()
}
