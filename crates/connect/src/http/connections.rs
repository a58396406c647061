//! Connections on the wire. A secret is taken and never given.

use base::id::ConnectionId;
use base::{At, Ctx};
use edge::{Answer, Body, May, Path, Route, get, post, put};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::connection::commands;
use crate::connection::{Auth, Connection, NewConnection};

edge::actions! {
    WriteConnections = "connection.write" ("管理接口连接", "Look after connections to other systems"),
}

/// What this part of the room answers to.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/api/connections", list).says("Lists the connections to other systems."),
        post("/api/connections", create).says("Enters a connection."),
        get("/api/connections/{id}", show).says("One connection; its secret is not shown."),
        put("/api/connections/{id}", change)
            .says("Changes a connection; without a secret the one that is there stays."),
        post("/api/connections/{id}/activity", set_active)
            .says("Takes a connection out of use, or into use again."),
    ]
}

#[derive(Serialize, JsonSchema)]
struct ConnectionView {
    id: ConnectionId,
    code: String,
    name: String,
    name_en: String,
    address: String,
    /// Whether it may be a host of the company's own network.
    is_private: bool,
    auth: Auth,
    auth_name: String,
    /// When the secret was set; absent: there is none.
    secret_at: Option<At>,
    /// Seconds an answer may take.
    seconds_max: i64,
    /// Tries before a step is stuck.
    tries_max: i64,
    active: bool,
    revision: i64,
    allowed_actions: Vec<&'static str>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ConnectionActivityBody {
    active: bool,
}

async fn list(may: May<WriteConnections>) -> Answer<Vec<ConnectionView>> {
    may.read(|tx, ctx| Ok(commands::connections(tx)?.into_iter().map(|it| view(ctx, it)).collect::<Vec<_>>()))
        .await
}

async fn show(may: May<WriteConnections>, Path(id): Path<ConnectionId>) -> Answer<ConnectionView> {
    may.read(move |tx, ctx| Ok(view(ctx, commands::connection(tx, id)?))).await
}

async fn create(may: May<WriteConnections>, Body(new): Body<NewConnection>) -> Answer<ConnectionView> {
    may.create(move |tx, ctx| Ok(view(ctx, commands::create(tx, ctx, &new)?))).await
}

async fn change(
    may: May<WriteConnections>,
    Path(id): Path<ConnectionId>,
    Body(new): Body<NewConnection>,
) -> Answer<ConnectionView> {
    may.write(move |tx, ctx| Ok(view(ctx, commands::change(tx, ctx, id, &new)?))).await
}

async fn set_active(
    may: May<WriteConnections>,
    Path(id): Path<ConnectionId>,
    Body(body): Body<ConnectionActivityBody>,
) -> Answer<ConnectionView> {
    may.write(move |tx, ctx| Ok(view(ctx, commands::set_active(tx, ctx, id, body.active)?))).await
}

fn view(ctx: &Ctx, it: Connection) -> ConnectionView {
    let allowed = match (ctx.scope("connection.write").is_some(), it.active) {
        (false, _) => Vec::new(),
        (true, true) => vec!["change", "try", "close"],
        (true, false) => vec!["change", "try", "open"],
    };
    ConnectionView {
        id: it.id,
        code: it.code,
        name: it.name,
        name_en: it.name_en,
        address: it.address,
        is_private: it.is_private,
        auth: it.auth,
        auth_name: it.auth_name,
        secret_at: it.secret_at,
        seconds_max: it.seconds_max,
        tries_max: it.tries_max,
        active: it.active,
        revision: it.revision,
        allowed_actions: allowed,
    }
}
