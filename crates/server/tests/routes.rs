//! What holds for every route, action and event of the house, so that a new one cannot be forgotten.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use edge::Route;
use serde_json::json;
use server::wiring;
use testkit::House;
use testkit::house::{Ask, SYSTEM};

/// Open to who has not logged in: logging in, and out, and deciding by a link that says who it is.
const OPEN: &[(&str, &str)] = &[
    ("post", "/api/session"),
    ("delete", "/api/session"),
    ("post", "/api/task-link"),
    ("post", "/api/task-link/answer"),
];

/// Rights that no route asks for, because they are about a field of what a route takes.
const WITHIN: &[&str] = &["order.price", "product.cost"];

/// Given to roles ahead of the routes that will ask for it.
const AHEAD: &[&str] = &["import.run"];

fn path(route: &Route) -> String {
    let path = route.path.replace("{subject}", "ord_0000000000001");
    match path.split_once("{id}") {
        Some((before, after)) => format!("{before}{}{after}", id_for(route.path)),
        None => path,
    }
}

/// An id of the right kind that nothing has.
fn id_for(path: &str) -> String {
    let kinds = [
        ("/api/orders", "ord"),
        ("/api/shipments", "shp"),
        ("/api/invoices", "inv"),
        ("/api/payments", "pay"),
        ("/api/customers", "cus"),
        ("/api/products", "prd"),
        ("/api/users", "act"),
        ("/api/warehouses", "whs"),
        ("/api/views", "viw"),
    ];
    let kind = kinds.iter().find(|(start, _)| path.starts_with(start)).map_or("row", |(_, kind)| kind);
    format!("{kind}_0000000000001")
}

fn ask(house: &House, who: &str, route: &Route) -> (u16, serde_json::Value) {
    let (method, body) = (route.method.to_uppercase(), json!({}));
    house.ask(&Ask { who, method: &method, path: &path(route), body: Some(&body), headers: &[] })
}

#[test]
fn every_route_refuses_a_stranger() {
    let house = House::open(testdb::sqlite);
    for route in wiring::routes() {
        let open = OPEN.contains(&(route.method, route.path));
        assert_eq!(route.action().is_none(), open, "{} {} is open", route.method, route.path);
        if open {
            continue;
        }
        for who in ["", "nobody"] {
            let (status, problem) = ask(&house, who, &route);
            let told = (status, problem["code"].as_str().unwrap_or_default());
            assert_eq!(told, (401, "unauthorized"), "{} {}", route.method, route.path);
        }
    }
}

#[test]
fn every_route_refuses_whoever_has_no_role() {
    let house = House::open(testdb::sqlite);
    let new = json!({"name": "新来的", "login": "new", "roles": []});
    let made =
        house.ask(&Ask { who: SYSTEM, method: "POST", path: "/api/users", body: Some(&new), headers: &[] }).1;
    let new = made["id"].as_str().unwrap();
    for route in wiring::routes() {
        let action = route.action().filter(|action| *action != "logged_in");
        let Some(action) = action else { continue };
        let (status, problem) = ask(&house, new, &route);
        assert!(matches!(status, 403 | 404), "{} {}: {status} {problem}", route.method, route.path);
        if status == 403 {
            assert_eq!(problem["params"]["action"], json!(action), "{} {}", route.method, route.path);
        }
    }
}

#[test]
fn no_route_breaks_on_a_body_that_says_nothing() {
    for house in [House::open(testdb::sqlite), House::open(testdb::postgres)] {
        for route in wiring::routes().iter().filter(|route| route.path != "/api/live") {
            let (status, answer) = ask(&house, SYSTEM, route);
            assert!(status < 500, "{} {}: {status} {answer}", route.method, route.path);
        }
        house.check();
    }
}

#[test]
fn every_action_is_asked_for_and_every_right_of_a_role_exists() {
    let known: BTreeSet<&str> = wiring::actions().iter().map(|action| action.name).collect();
    assert_eq!(known.len(), wiring::actions().len(), "an action is named twice");
    let asked: BTreeSet<&str> = wiring::routes().iter().filter_map(Route::action).collect();
    let idle: Vec<_> = known.iter().filter(|a| !asked.contains(**a) && !WITHIN.contains(a)).collect();
    assert!(idle.is_empty(), "no route asks for {idle:?}");
    let unknown: Vec<_> = asked.iter().filter(|a| !known.contains(**a) && **a != "logged_in").collect();
    assert!(unknown.is_empty(), "routes ask for {unknown:?}, which no role can give");
    let wrong: Vec<_> =
        people::seed::actions().filter(|action| !known.contains(action) && !AHEAD.contains(action)).collect();
    assert!(wrong.is_empty(), "built-in roles give {wrong:?}, which nobody asks for");
}

/// Method, path and right of a button: the route must exist and ask for that right.
fn buttons() -> Vec<(&'static str, String, &'static str)> {
    let of = |base: &str, action: &str| format!("{base}/{{id}}/{}", action.replace('_', "-"));
    let mut all = Vec::new();
    for row in order::lifecycle::TRANSITIONS {
        match row.action.as_str() {
            "edit" => all.push(("put", "/api/orders/{id}".to_owned(), row.right)),
            action => all.push(("post", of("/api/orders", action), row.right)),
        }
    }
    for row in shipping::lifecycle::TRANSITIONS {
        let action = if row.action == "set_packages" { "packages" } else { row.action };
        all.push(("post", of("/api/shipments", action), row.permission));
    }
    for row in billing::lifecycle::TRANSITIONS {
        all.push(("post", of("/api/invoices", row.action), row.permission));
    }
    for row in billing::lifecycle::PAYMENT_TRANSITIONS {
        all.push(("post", of("/api/payments", row.action), row.permission));
    }
    all
}

#[test]
fn every_action_of_a_lifecycle_has_a_route_that_asks_for_its_right() {
    let routes = wiring::routes();
    for (method, path, right) in buttons() {
        let route = routes.iter().find(|route| (route.method, route.path) == (method, path.as_str()));
        let route = route.unwrap_or_else(|| panic!("no route {method} {path}"));
        assert_eq!(route.action(), Some(right), "{method} {path}");
    }
}

#[test]
fn who_follows_an_event_follows_one_that_happens() {
    let known: BTreeSet<&str> = wiring::events().iter().map(|(kind, _)| *kind).collect();
    assert_eq!(known.len(), wiring::events().len(), "an event is named twice");
    let followed = wiring::FOLLOWERS.iter().flat_map(|follower| follower.kinds);
    let reacted = order::reactions().into_iter().flat_map(|reaction| reaction.kinds);
    for kind in followed.chain(reacted) {
        assert!(known.contains(kind), "nobody records {kind}");
    }
}
