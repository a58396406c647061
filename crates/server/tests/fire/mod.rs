//! The real program on both databases, side by side.
#![allow(dead_code, unreachable_pub, reason = "every test file uses a part of it")]

use testkit::process::Program;

/// Runs a test against the program on a fresh SQLite file and on a fresh PostgreSQL database.
pub fn each(test: impl Fn(&Program) + Sync) {
    std::thread::scope(|threads| {
        threads.spawn(|| on_sqlite(&test));
        threads.spawn(|| on_postgres(&test));
    });
}

pub fn on_sqlite(test: impl Fn(&Program)) {
    let folder = testdb::scratch_folder();
    let db = folder.join("test.db").display().to_string();
    with(&db, &folder, test);
}

pub fn on_postgres(test: impl Fn(&Program)) {
    let db = testdb::fresh_database(&testdb::shared_server());
    with(&db, &testdb::scratch_folder(), test);
    testdb::drop_database(&db);
}

pub fn with(db: &str, folder: &std::path::Path, test: impl Fn(&Program)) {
    let program = Program::new(env!("CARGO_BIN_EXE_shundan"), db, folder);
    program.enter("admin", "admin");
    test(&program);
    let _ = std::fs::remove_dir_all(folder);
}
