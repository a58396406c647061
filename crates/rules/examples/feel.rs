//! How long a compiled condition takes: `cargo run --release -p rules --example feel`.

use rules::{Budget, Field, Schema, Type, Value, compile};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

const ROUNDS: u32 = 1_000_000;

fn measure(text: &str, schema: &Schema, slots: &[Value]) {
    let start = Instant::now();
    for _ in 0..999 {
        black_box(compile(text, schema)).expect("the example compiles");
    }
    let expression = compile(text, schema).expect("the example compiles");
    let compiling = start.elapsed() / 1000;
    let mut best = std::time::Duration::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        for _ in 0..ROUNDS {
            let mut budget = Budget::default();
            black_box(expression.eval(black_box(slots), &mut budget).expect("the budget is ample"));
        }
        best = best.min(start.elapsed());
    }
    println!(
        "{:>6} ns per evaluation, {:>6} ns to compile: {text}",
        best.as_nanos() / u128::from(ROUNDS),
        compiling.as_nanos()
    );
}

fn main() {
    let customer = Type::Context(Arc::new(vec![Field::new("level", Type::Text)]));
    let line =
        Type::Context(Arc::new(vec![Field::new("qty", Type::Number), Field::new("price", Type::Number)]));
    let fields = vec![
        Field::new("amount", Type::Number),
        Field::new("customer", customer),
        Field::new("lines", Type::List(Arc::new(line))),
    ];
    let schema = Schema { fields, types: Vec::new() };
    let line =
        |qty: i64, price: i64| Value::context([("qty", Value::from(qty)), ("price", Value::from(price))]);
    let slots = [
        Value::from(60_000),
        Value::context([("level", Value::from("A"))]),
        Value::list(vec![line(2, 300), line(5, 120)]),
    ];
    measure("amount > 50000 and customer.level = \"A\"", &schema, &slots);
    measure("sum(for l in lines return l.qty * l.price)", &schema, &slots);
    measure("count(lines[qty > 3]) > 0", &schema, &slots);
}
