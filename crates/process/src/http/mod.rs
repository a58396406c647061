//! The wire: what is offered, processes, tasks, cases, incidents.

mod acts;
mod because;
mod cases;
mod decision_check;
mod decisions;
mod design;
mod incidents;
mod link;
mod offer;
mod outside;
mod tasks;
mod words;

use std::collections::HashMap;

use base::Result;
use base::id::ProcessId;
use db::Tx;
use edge::{Route, Shared, delete, get, patch, post, put};

use crate::house::House;
use crate::model::Process;
use crate::store;

edge::actions! {
    Read = "process.read" ("查看流程", "See processes"),
    Design = "process.design" ("设计和发布流程", "Draw and publish processes"),
    Operate = "process.operate" ("处理引擎异常，改派任务", "Repair cases and reassign tasks"),
}

type Processes = HashMap<ProcessId, Process>;

/// What handlers are handed by the route.
type Home = Shared<&'static House>;

/// What this room answers to.
#[must_use]
pub fn routes(house: &'static House) -> Vec<Route> {
    let all = [design_routes(), task_routes(), case_routes(), decision_routes()];
    all.into_iter().flatten().map(|route| route.sharing(house)).collect()
}

fn design_routes() -> Vec<Route> {
    vec![
        get("/api/process-offer", offer::offer)
            .says("What a process may use: services, documents with their fields, roles, other processes."),
        get("/api/processes", design::list)
            .says("Lists processes with their running cases and open incidents."),
        post("/api/processes", design::create).says("Makes a process with a draft."),
        post("/api/processes/check", design::check).says("What is wrong with a drawing, by element."),
        get("/api/processes/{id}", design::show).says("One process: the published drawing and the draft."),
        patch("/api/processes/{id}", design::rename)
            .says("Calls a process otherwise, or says anew what it is for."),
        get("/api/processes/{id}/standing", design::standing)
            .says("At which steps how many cases stand now."),
        put("/api/processes/{id}/draft", design::save_draft).says("Keeps a changed drawing as the draft."),
        delete("/api/processes/{id}/draft", design::drop_draft).says("Throws the draft away."),
        post("/api/processes/{id}/publish", design::publish)
            .says("Makes the draft the version new cases get."),
        post("/api/processes/{id}/activity", design::set_active)
            .says("Takes a process out of use, or into use again."),
        post("/api/processes/{id}/roll-back", design::roll_back).says("Publishes an earlier version anew."),
        post("/api/processes/{id}/start", design::start).says("Starts a case by hand."),
        get("/api/processes/{id}/versions", design::versions).says("Lists the versions, the newest first."),
        get("/api/processes/{id}/version", design::version).says("The drawing of one version."),
        post("/api/processes/walk", design::walk_through)
            .says("Walks a case step by step and undoes it: who would get what, why, and when."),
        post("/api/processes/{id}/migrate", design::migrate_cases)
            .says("Takes running cases over to another version, or tries to."),
        get("/api/processes/{id}/diff", design::diff).says("What differs between two versions, by element."),
        post("/api/expressions/check", offer::check_expression)
            .says("Checks an expression, and gives its value for a document."),
        post("/api/expressions/complete", offer::complete_expression)
            .says("What may be written at a place in an expression."),
    ]
}

fn decision_routes() -> Vec<Route> {
    vec![
        get("/api/decision-tables", decisions::list).says("Lists decision tables."),
        post("/api/decision-tables", decisions::create).says("Makes a decision table with a draft."),
        post("/api/decision-tables/check", decision_check::check)
            .says("What is wrong with a table by cell, overlaps and gaps, how its examples come out, what it says of a sample."),
        post("/api/decision-tables/read", decisions::read).says("The tables of a DMN file or a workbook."),
        get("/api/decision-tables/{id}", decisions::show).says("One table: what is asked now and the draft."),
        put("/api/decision-tables/{id}/draft", decisions::save_draft).says("Keeps a changed table as the draft."),
        delete("/api/decision-tables/{id}/draft", decisions::drop_draft).says("Throws the draft away."),
        post("/api/decision-tables/{id}/publish", decisions::publish)
            .says("Makes the draft the version that is asked, when all its examples pass."),
        post("/api/decision-tables/{id}/roll-back", decisions::roll_back).says("Publishes an earlier version anew."),
        post("/api/decision-tables/{id}/activity", decisions::set_active)
            .says("Offers a table to new steps, or no longer."),
        get("/api/decision-tables/{id}/versions", decisions::versions).says("Lists the versions, the newest first."),
        get("/api/decision-tables/{id}/version", decisions::version).says("One version."),
        get("/api/decision-tables/{id}/export", decisions::export).says("The table as a DMN file or a workbook."),
    ]
}

fn task_routes() -> Vec<Route> {
    vec![
        get("/api/tasks", tasks::list).says("The reader's tasks: to do, or done by him."),
        get("/api/tasks/counts", tasks::counts).says("How much waits for the reader."),
        get("/api/tasks/copies", tasks::copies).says("What was copied to the reader."),
        post("/api/tasks/copies/{id}/read", tasks::read_copy).says("Marks a copy as read."),
        post("/api/tasks/approve", acts::approve_many)
            .says("Approves several tasks; each stands for itself."),
        get("/api/tasks/{id}", tasks::show).says("One task with what is to be known to decide."),
        post("/api/tasks/{id}/claim", acts::claim).says("Takes a task that several people could do."),
        post("/api/tasks/{id}/approve", acts::approve).says("Says yes."),
        post("/api/tasks/{id}/reject", acts::reject).says("Says no."),
        post("/api/tasks/{id}/answer", acts::answer).says("Answers a task with one of its outcomes."),
        post("/api/tasks/{id}/return", acts::send_back).says("Sends the case back to an earlier step."),
        post("/api/tasks/{id}/resubmit", acts::resubmit).says("Finishes a task that was sent back."),
        post("/api/tasks/{id}/withdraw", acts::withdraw)
            .says("Takes back what one handed on while nobody has acted."),
        post("/api/tasks/{id}/transfer", acts::transfer).says("Hands a task over for good."),
        post("/api/tasks/{id}/delegate", acts::delegate).says("Asks somebody else; it comes back."),
        post("/api/tasks/{id}/reassign", acts::reassign).says("Gives a task to somebody else."),
        post("/api/tasks/{id}/add-signer", acts::add_signer).says("Asks one more person to decide."),
        post("/api/tasks/{id}/remove-signer", acts::remove_signer)
            .says("Lets a signer go who has not decided."),
        post("/api/tasks/{id}/copy", acts::copy).says("Sends copies."),
        post("/api/tasks/{id}/remind", acts::remind).says("Reminds whoever has the task."),
        post("/api/tasks/{id}/comment", acts::comment).says("Says something about a task."),
        post("/api/tasks/{id}/attachments", acts::attach).says("Attaches a file or a picture."),
        get("/api/attachments/{id}", acts::attachment).says("A file or a signature of a task."),
        post("/api/task-link", link::look).says(
            "What a link somebody was sent stands for. The secret is in the body, so that no log keeps it.",
        ),
        post("/api/task-link/answer", link::answer)
            .says("Decides by a link somebody was sent, as he would at his desk."),
    ]
}

fn case_routes() -> Vec<Route> {
    vec![
        get("/api/cases", cases::list).says(
            "Lists cases: of one document, of one process, at one step, by state or by when they began.",
        ),
        get("/api/cases/{id}", cases::show)
            .says("One case: its picture, where it stands, what it went through."),
        post("/api/cases/{id}/jump", cases::jump).says("Moves a token to another step."),
        post("/api/cases/{id}/vars", cases::set_vars).says("Sets variables."),
        post("/api/cases/{id}/end", cases::end).says("Ends a case by hand."),
        post("/api/outside-calls/{id}/hurry", outside::hurry).says("Asks another system again at once."),
        post("/api/outside-calls/{id}/give-up", outside::give_up)
            .says("Stops asking another system: the step is stuck and can be repaired."),
        get("/api/incidents", incidents::incidents).says("Lists what cannot go on by itself."),
        post("/api/incidents/{id}/retry", incidents::retry).says("Tries again what failed."),
        post("/api/incidents/{id}/set", incidents::set).says("Sets variables and tries again."),
        post("/api/incidents/{id}/skip", incidents::skip)
            .says("Counts the step as done, with results given by hand."),
        post("/api/incidents/{id}/move", incidents::move_on).says("Lets the case go on from another step."),
        post("/api/incidents/{id}/reassign", incidents::assign)
            .says("Names somebody for the step, and tries again."),
        post("/api/incidents/{id}/end", incidents::end_stuck).says("Ends the case."),
    ]
}

/// All of them by id: few, and their names are wanted everywhere.
fn by_id(tx: &mut Tx<'_>) -> Result<Processes> {
    Ok(store::process::all(tx)?.into_iter().map(|process| (process.id, process)).collect())
}

/// Variables as a page sends them.
fn vars_of(typed: &serde_json::Map<String, serde_json::Value>) -> flow::Vars {
    let pairs =
        typed.iter().map(|(name, value)| (name.as_str().into(), flow::Value::from_json(value.clone())));
    flow::Vars(pairs.collect())
}
