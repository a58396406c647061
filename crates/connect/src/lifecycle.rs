//! The life of an import as one table: guards, `allowed_actions`, buttons and the diagram come from it.

use base::Ctx;

use crate::model::{ImportJob, Kind, State};
use crate::rules::Refusal;

/// The one right: who may import sees and drives the imports within his reach.
pub const RUN: &str = "import.run";

db::text_enum! {
    /// What people may do with an import.
    pub enum Action as ImportAction {
        Map = "map",
        Check = "check",
        Run = "run",
        Cancel = "cancel",
        Undo = "undo",
    }
}

use State::{Cancelled, Checked, Checking, Done, Failed, Running, Undoing, Undone, Uploaded};

/// An action, the states it starts from, and where it leads first.
pub struct Transition {
    pub action: Action,
    pub from: &'static [State],
    pub to: State,
}

/// In the order of the buttons.
pub const TRANSITIONS: &[Transition] = &[
    Transition { action: Action::Map, from: &[Uploaded, Checked, Cancelled, Failed], to: Uploaded },
    Transition { action: Action::Check, from: &[Uploaded, Checked, Cancelled, Failed], to: Checking },
    Transition { action: Action::Run, from: &[Uploaded, Checked, Cancelled, Failed], to: Running },
    Transition { action: Action::Cancel, from: &[Uploaded, Checking, Checked, Running], to: Cancelled },
    Transition { action: Action::Undo, from: &[Done, Cancelled, Failed], to: Undoing },
];

/// Where the job itself leads when it is through.
pub const BY_ITSELF: &[(State, State)] =
    &[(Checking, Checked), (Running, Done), (Undoing, Undone), (Checking, Failed), (Running, Failed)];

/// Refuses an action that the import's state or facts do not allow; gives the state it leads to.
///
/// # Errors
/// `import_state`, `import_not_undoable`.
pub fn guard(action: Action, job: &ImportJob) -> Result<State, Refusal> {
    let row = TRANSITIONS.iter().find(|row| row.action == action);
    // Every action has a row: a test walks over all of them.
    let row = row.expect("every action stands in TRANSITIONS");
    if !row.from.contains(&job.state) {
        return Err(Refusal::ImportState { file: job.file_name.clone(), state: job.state, action });
    }
    if action == Action::Undo && job.kind == Kind::OnlineRetail {
        return Err(Refusal::ImportNotUndoable { file: job.file_name.clone() });
    }
    Ok(row.to)
}

/// What this reader may do with the import now; the web draws its buttons from it.
#[must_use]
pub fn allowed_actions(job: &ImportJob, ctx: &Ctx) -> Vec<Action> {
    if !ctx.reaches(RUN, job.owner_id, job.department_id) {
        return Vec::new();
    }
    TRANSITIONS.iter().filter(|row| guard(row.action, job).is_ok()).map(|row| row.action).collect()
}

/// The table as a Mermaid state diagram, for the documents.
#[must_use]
pub fn diagram() -> String {
    let mut out = String::from("stateDiagram-v2\n    [*] --> uploaded\n");
    for row in TRANSITIONS {
        for from in row.from.iter().filter(|from| **from != row.to) {
            out.push_str(&format!("    {from} --> {}: {}\n", row.to, row.action));
        }
    }
    for (from, to) in BY_ITSELF {
        out.push_str(&format!("    {from} --> {to}\n"));
    }
    out + "    undone --> [*]\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_one_row() {
        for action in Action::ALL {
            assert_eq!(TRANSITIONS.iter().filter(|row| row.action == *action).count(), 1, "{action}");
        }
    }

    #[test]
    fn the_diagram_in_the_documentation_is_the_table() {
        let documented: String = include_str!("lib.rs")
            .lines()
            .skip_while(|line| !line.contains("stateDiagram"))
            .take_while(|line| !line.contains("```"))
            .map(|line| line.strip_prefix("//! ").unwrap_or_default().to_owned() + "\n")
            .collect();
        assert_eq!(documented, diagram(), "{}", diagram());
    }
}
