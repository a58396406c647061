//! What customers want and when: orders over days and hours, large and small, and today's cases for every desk.

use base::time::{DAY_US, MINUTE_US, SECOND_US};
use base::{At, Day};

use super::calendar::{self, HOURS};
use super::customers::Habit;
use super::luck::Luck;
use super::story::{Stage, Step, Story};
use super::world::{Goal, Sale, World};

/// What is special about an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    None,
    /// Entered, to be handed in later.
    Draft,
    /// More than the customer may owe.
    OverLimit,
    /// A price below the cost.
    Cheap,
    /// More than there is.
    Short,
    /// More than there is, and the customer waits for it.
    Waits,
}

/// An order somebody wants to place.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    /// Places of the customer and of the goods, with how many, in the larger unit or the base one.
    pub client: usize,
    pub lines: Vec<(usize, i64, bool)>,
    pub trouble: Trouble,
}

/// Thinks out all orders of a time, day by day: so many on a usual working day.
pub(crate) fn plan(world: &World, (from, to): (Day, Day), orders: i64, luck: &mut Luck) -> Vec<(At, Wish)> {
    let weights: Vec<u64> = world.clients.iter().map(|client| [2, 7, 20][client.size]).collect();
    let mut out = Vec::new();
    let mut day = from;
    while day <= to {
        let usual = orders * calendar::busy(&world.calendar, day) / 100;
        for _ in 0..luck.between(usual * 85 / 100, usual * 115 / 100 + 1) {
            let minute = luck.weighted(&HOURS) as i64 * 60 + luck.between(0, 59);
            let at = world.calendar.at(day, minute).plus(luck.between(0, 59) * SECOND_US);
            let wish = wish(world, luck.weighted(&weights), luck);
            if at <= world.now {
                out.push((at, wish));
            }
        }
        day = day.plus(1);
    }
    out
}

/// Old orders of those who pay late or never.
pub(crate) fn old(world: &World, first: Day, luck: &mut Luck) -> Vec<(At, Wish)> {
    let slow: Vec<usize> =
        (0..world.clients.len()).filter(|place| world.clients[*place].habit == Habit::Slow).collect();
    let one = |n: i64, luck: &mut Luck| {
        let at = world.calendar.after(world.calendar.at(first.plus(n * 2), 600), luck.between(0, 300));
        (at, Wish { trouble: Trouble::None, ..wish(world, *luck.pick(&slow), luck) })
    };
    if slow.is_empty() { Vec::new() } else { (0..10).map(|n| one(n, luck)).collect() }
}

/// How every good will sell in every warehouse, over so many weeks.
pub(crate) fn sales(world: &World, wishes: &[(At, Wish)], weeks: i64) -> Vec<Vec<Sale>> {
    let mut sales = vec![vec![Sale::default(); world.houses.len()]; world.goods.len()];
    for (_, wish) in wishes {
        let code = world.clients[wish.client].warehouse;
        let house = world.houses.iter().position(|house| house.code == code).unwrap_or(0);
        for (good, qty, is_boxed) in &wish.lines {
            let holds = world.goods[*good].uoms.first().map_or(1, |(_, holds)| *holds);
            let qty = if *is_boxed { qty * holds } else { *qty };
            let sale = &mut sales[*good][house];
            sale.weekly += qty;
            sale.peak = sale.peak.max(qty);
        }
    }
    for sale in sales.iter_mut().flatten() {
        sale.weekly = (sale.weekly + weeks - 1) / weeks.max(1);
    }
    sales
}

fn wish(world: &World, client: usize, luck: &mut Luck) -> Wish {
    let who = &world.clients[client];
    let count = [luck.between(1, 4), luck.between(2, 7), luck.between(3, 12)][who.size];
    let wants: Vec<u64> = world.goods.iter().map(|good| good.weight).collect();
    let mut lines: Vec<(usize, i64, bool)> = Vec::new();
    for _ in 0..count {
        let good = if luck.chance(70) { *luck.pick(&who.favourites) } else { luck.weighted(&wants) };
        if lines.iter().all(|(known, ..)| *known != good) {
            lines.push((good, quantity(world, good, who.size, luck), false));
        }
    }
    for line in &mut lines {
        // Whole boxes are said as boxes.
        let holds = world.goods[line.0].uoms.first().map_or(0, |(_, holds)| *holds);
        if holds > 0 && line.1 >= holds {
            *line = (line.0, line.1 / holds, true);
        }
    }
    let trouble =
        [Trouble::None, Trouble::Draft, Trouble::OverLimit, Trouble::Cheap, Trouble::Short, Trouble::Waits]
            [luck.weighted(&[900, 40, 12, 14, 18, 16])];
    Wish { client, lines, trouble }
}

fn quantity(world: &World, good: usize, size: usize, luck: &mut Luck) -> i64 {
    let usual = world.goods[good].usual_qty();
    let factor = [luck.between(3, 12), luck.between(5, 22), luck.between(10, 45)][size];
    (usual * factor / 10).max(1)
}

/// What must lie on somebody's desk now, whatever the hour and the day: how long ago it began, in
/// minutes, what is special, and how far it went.
const DESK: &[(i64, Trouble, Option<Stage>)] = &[
    (14, Trouble::Draft, Some(Stage::Draft)),
    (43, Trouble::Draft, Some(Stage::Draft)),
    (75, Trouble::Draft, Some(Stage::Draft)),
    (95, Trouble::Draft, Some(Stage::Draft)),
    (26, Trouble::OverLimit, Some(Stage::Review)),
    (58, Trouble::OverLimit, Some(Stage::Review)),
    (88, Trouble::OverLimit, Some(Stage::Review)),
    (35, Trouble::Cheap, Some(Stage::Review)),
    (66, Trouble::Cheap, Some(Stage::Review)),
    (140, Trouble::Cheap, Some(Stage::Review)),
    (22, Trouble::Short, Some(Stage::Short)),
    (51, Trouble::Short, Some(Stage::Short)),
    (84, Trouble::Short, Some(Stage::Short)),
    (130, Trouble::Short, Some(Stage::Short)),
    (70, Trouble::Waits, Some(Stage::Waiting)),
    (110, Trouble::Waits, Some(Stage::Waiting)),
    (160, Trouble::Waits, Some(Stage::Waiting)),
    (8, Trouble::None, Some(Stage::Reserved)),
    (17, Trouble::None, Some(Stage::Reserved)),
    (29, Trouble::None, Some(Stage::Reserved)),
    (41, Trouble::None, Some(Stage::Reserved)),
    (63, Trouble::None, Some(Stage::Reserved)),
    (48, Trouble::None, Some(Stage::Released)),
    (57, Trouble::None, Some(Stage::Released)),
    (72, Trouble::None, Some(Stage::Released)),
    (93, Trouble::None, Some(Stage::Released)),
    (105, Trouble::None, Some(Stage::Released)),
    (80, Trouble::None, Some(Stage::Picking)),
    (98, Trouble::None, Some(Stage::Picking)),
    (118, Trouble::None, Some(Stage::Picking)),
    (125, Trouble::None, Some(Stage::Picked)),
    (133, Trouble::None, Some(Stage::Picked)),
    (150, Trouble::None, Some(Stage::Packed)),
    (165, Trouble::None, Some(Stage::Packed)),
    (180, Trouble::None, Some(Stage::Shipped)),
    (195, Trouble::None, Some(Stage::Shipped)),
    (210, Trouble::None, Some(Stage::Shipped)),
];

/// Plans today's work for every desk, and what came to a halt on the road in the last days.
pub(crate) fn desk(story: &mut Story, world: &World, luck: &mut Luck) {
    let sound: Vec<usize> = (0..world.clients.len())
        .filter(|place| matches!(world.clients[*place].habit, Habit::Prompt | Habit::Monthly))
        .collect();
    let mut put = |at: At, trouble: Trouble, goal: Goal| {
        let wish = Wish { trouble, ..wish(world, *luck.pick(&sound), luck) };
        story.plan(at, goal, Step::Order(Box::new(wish)));
    };
    for (ago, trouble, until) in DESK {
        put(world.now.plus(-ago * MINUTE_US), *trouble, Goal { until: *until, is_quick: true });
    }
    for (days, until) in [
        (2, Stage::Refused),
        (3, Stage::Refused),
        (4, Stage::Refused),
        (3, Stage::PartDelivered),
        (4, Stage::PartDelivered),
        (2, Stage::Transit),
        (1, Stage::Transit),
        (3, Stage::Transit),
    ] {
        put(world.now.plus(-days * DAY_US), Trouble::None, Goal { until: Some(until), is_quick: true });
    }
}
