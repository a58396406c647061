//! Two hundred customers want fifty units at once, over the real wire, on both databases.
#![allow(clippy::unwrap_used)]

mod fire;

use std::sync::Barrier;

use serde_json::json;

#[test]
fn two_hundred_clients_over_fifty_units_promise_exactly_fifty() {
    fire::each(|program| {
        let server = program.serve();
        let admin = program.admin(&server, "admin").with_token();
        admin.stock_up("A", 50);
        admin.post("/api/customers", &json!({"code": "ACME", "name": "ACME"}));
        let (ready, order) =
            (Barrier::new(200), json!({"customer": "ACME", "lines": [{"sku": "A", "qty": "1"}]}));
        let answers: Vec<(u16, String)> = std::thread::scope(|threads| {
            let clients: Vec<_> = (0..200)
                .map(|_| {
                    threads.spawn(|| {
                        // A socket of his own, as two hundred people have.
                        let client = admin.anew();
                        ready.wait();
                        let answer =
                            client.send("POST", "/api/orders", Some(order.to_string().as_bytes()), &[]);
                        let answer = answer.unwrap();
                        let code = answer.body["code"].as_str().unwrap_or_default().to_owned();
                        (answer.status, code)
                    })
                })
                .collect();
            clients.into_iter().map(|client| client.join().unwrap()).collect()
        });
        let won = answers.iter().filter(|(status, _)| *status == 201).count();
        let short =
            answers.iter().filter(|(status, code)| (*status, code.as_str()) == (409, "stock_short")).count();
        assert_eq!((won, short), (50, 150), "{answers:?}\n{}", program.said());
        let left = admin.get("/api/stock?limit=10");
        assert_eq!(
            (&left["items"][0]["reserved"], &left["items"][0]["available"]),
            (&json!("50"), &json!("0"))
        );
        drop(server);
        program.check();
    });
}
