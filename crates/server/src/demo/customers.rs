//! Who buys there: companies, schools, hospitals and shops in many cities, large and small, prompt and slow.

use base::id::{CustomerId, PriceListId};
use base::{Ctx, Money, Result};
use db::Tx;
use party::{AddressFields, ContactFields, NewCustomer};

use super::goods::Good;
use super::luck::Luck;
use super::people::Person;

const CITIES: &str = include_str!("../../data/demo/cities.txt");

const WORDS: &[&str] = &[
    "云栖",
    "启明",
    "恒远",
    "博雅",
    "瑞泽",
    "天目",
    "海纳",
    "众合",
    "新禾",
    "致远",
    "嘉木",
    "明德",
    "华锦",
    "睿图",
    "安和",
    "鼎立",
    "清源",
    "万象",
    "晨光里",
    "同舟",
    "百川",
    "锦程",
    "立信达",
    "乐成",
    "佳悦",
    "远图",
    "金穗",
    "星野",
    "智汇",
    "和顺",
    "长青",
    "凌云",
    "美辰",
    "优格",
    "拓界",
    "中科源",
    "德盛",
    "永嘉",
    "宏图里",
    "思齐",
];
/// What they are, how large at least (0 small … 2 large), and whether they sell on.
const KINDS: &[(&str, usize, bool)] = &[
    ("科技有限公司", 1, false),
    ("实验学校", 1, false),
    ("医院", 2, false),
    ("律师事务所", 0, false),
    ("文具店", 0, true),
    ("办公用品商行", 1, true),
    ("建筑设计有限公司", 0, false),
    ("酒店管理有限公司", 1, false),
    ("物流有限公司", 1, false),
    ("会计师事务所", 0, false),
    ("商贸有限公司", 1, true),
    ("制造有限公司", 2, false),
    ("广告传媒有限公司", 0, false),
    ("连锁便利有限公司", 2, true),
    ("培训中心", 0, false),
    ("图文快印", 0, true),
];
const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何",
    "林", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田",
    "董", "潘", "袁", "蔡",
];
const GIVEN: &[&str] = &[
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超",
    "秀兰", "霞", "平", "刚", "桂英", "文博", "雨桐", "子涵", "浩然", "欣怡", "建华", "志强", "晓东", "海燕",
    "丽华", "国栋", "思远",
];
const TITLES: &[&str] = &["采购", "行政主管", "办公室主任", "店长", "财务", "仓管", "总务", "经理"];

/// How a customer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Habit {
    /// By the due day, a few days around it.
    Prompt,
    /// One sum at the month's end for all that is open.
    Monthly,
    /// One to five weeks late.
    Late,
    /// Months late; some never.
    Slow,
}

/// A customer as the story needs him.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub id: CustomerId,
    pub code: String,
    /// Who looks after him and who reviews that, by login.
    pub seller: &'static str,
    pub reviewer: &'static str,
    pub warehouse: &'static str,
    /// 0 small, 1 middle, 2 large.
    pub size: usize,
    pub habit: Habit,
    /// Orders through the web shop rather than by a clerk.
    pub is_online: bool,
    /// Places of the goods he buys again and again.
    pub favourites: Vec<usize>,
}

struct City {
    cells: Vec<&'static str>,
}

impl City {
    fn all() -> Vec<Self> {
        let lines = CITIES.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
        lines.map(|line| Self { cells: line.split('|').collect() }).collect()
    }

    fn cell(&self, place: usize) -> &'static str {
        self.cells.get(place).copied().unwrap_or_default()
    }

    /// A district and a road in it: the lists go side by side.
    fn corner(&self, luck: &mut Luck) -> (&'static str, &'static str) {
        let (districts, roads): (Vec<_>, Vec<_>) =
            (self.cell(4).split('/').collect(), self.cell(5).split('/').collect());
        let place = luck.below(districts.len());
        (districts[place], roads[place % roads.len()])
    }
}

/// A customer to be entered, thought out beforehand.
#[derive(Debug, Clone)]
pub(crate) struct Sketch {
    new: NewCustomer,
    addresses: Vec<AddressFields>,
    contacts: Vec<ContactFields>,
    client: Client,
}

/// Thinks customers out: the first cities get most of them.
pub(crate) fn sketches(count: usize, goods: &[Good], lists: &[PriceListId], luck: &mut Luck) -> Vec<Sketch> {
    let cities = City::all();
    let weights: Vec<u64> = (0..cities.len()).map(|n| if n == 0 || n == 10 { 40 } else { 10 }).collect();
    let wants: Vec<u64> = goods.iter().map(|good| good.weight).collect();
    let mut names: Vec<String> = Vec::with_capacity(count);
    let mut out = Vec::with_capacity(count);
    while out.len() < count {
        let city = &cities[luck.weighted(&weights)];
        let (kind, least, sells_on) = *luck.pick(KINDS);
        let name = format!("{}{}{kind}", city.cell(2), luck.pick(WORDS));
        if names.contains(&name) {
            continue;
        }
        names.push(name.clone());
        let n = out.len() + 1;
        let kind = Kind { city, least, sells_on, list: lists[usize::from(sells_on)], large: lists[2] };
        out.push(sketch(n, name, &kind, &wants, luck));
    }
    out
}

/// Where a customer is, what he is, and what he pays by.
struct Kind<'a> {
    city: &'a City,
    least: usize,
    sells_on: bool,
    list: PriceListId,
    large: PriceListId,
}

fn sketch(n: usize, name: String, kind: &Kind<'_>, wants: &[u64], luck: &mut Luck) -> Sketch {
    let Kind { city, least, sells_on, .. } = *kind;
    let size = least.max(luck.weighted(&[60, 30, 10]));
    let (seller, reviewer) = seller(city.cell(6), luck);
    // By number, so that a small company has some of each as well.
    let habit = match n {
        n if n % 33 == 7 => Habit::Slow,
        n if n % 16 == 5 => Habit::Late,
        n if n % 4 == 2 => Habit::Monthly,
        _ => Habit::Prompt,
    };
    // Who pays once a month has terms that let him.
    let usual = [[0, 15, 30], [15, 30, 30], [30, 45, 60]][size][luck.below(3)];
    let term_days = if habit == Habit::Monthly { usual.max(45) } else { usual };
    let limit =
        [[8_000, 15_000, 20_000], [40_000, 60_000, 80_000], [200_000, 300_000, 500_000]][size][luck.below(3)];
    let list = if size == 2 { kind.large } else { kind.list };
    let contact = format!("{}{}", luck.pick(SURNAMES), luck.pick(GIVEN));
    let client = Client {
        id: CustomerId(0),
        code: format!("C{n:04}"),
        seller,
        reviewer,
        warehouse: city.cell(7),
        size,
        habit,
        is_online: city.cell(6) == "N" || (size == 0 && luck.chance(20)),
        favourites: (0..8 + size * 8).map(|_| luck.weighted(wants)).collect(),
    };
    let new = NewCustomer {
        code: client.code.clone(),
        name,
        grade: ["C", "B", "A"][size].into(),
        price_list_id: Some(list),
        term_days,
        credit_limit: if luck.chance(85) { Some(Money::whole(limit)) } else { None },
        tax_no: format!("91330000MA{n:08}X"),
        phone: format!("{}-0000{:04}", city.cell(3), 2000 + n),
        note: if sells_on { "经销商".into() } else { String::new() },
        ..NewCustomer::default()
    };
    let count = 1 + usize::from(size > 0 && luck.chance(50)) + usize::from(size == 2);
    let addresses = (0..count).map(|place| address(city, &contact, n, place, luck)).collect();
    let contacts = (0..=size).map(|place| person(&contact, n, place, luck)).collect();
    Sketch { new, addresses, contacts, client }
}

/// Who sells in a region, and who reviews what he sells.
fn seller(region: &str, luck: &mut Luck) -> (&'static str, &'static str) {
    match region {
        "E" => (*luck.pick(&["xiaoli", "xiaozhang", "xiaoxu"]), "chenhao"),
        "S" => (*luck.pick(&["xiaoyang", "xiaohe"]), "liuyan"),
        _ => ("xiaomei", "hanlei"),
    }
}

fn address(city: &City, contact: &str, n: usize, place: usize, luck: &mut Luck) -> AddressFields {
    let (district, road) = city.corner(luck);
    let number = luck.between(1, 680);
    let floor = luck.between(1, 22);
    let street =
        format!("{road} {number} 号 {} 幢 {floor}{:02} 室", luck.between(1, 12), luck.between(1, 18));
    AddressFields {
        receiver: if place == 0 {
            contact.into()
        } else {
            format!("{}{}", luck.pick(SURNAMES), luck.pick(GIVEN))
        },
        phone: format!("138-0000-{:04}", 3000 + n * 10 + place),
        province: city.cell(0).into(),
        // A municipality is its own province.
        city: if city.cell(0) == city.cell(1) { String::new() } else { city.cell(1).into() },
        district: district.into(),
        street,
        postcode: String::new(),
        is_default: place == 0,
    }
}

fn person(contact: &str, n: usize, place: usize, luck: &mut Luck) -> ContactFields {
    ContactFields {
        name: if place == 0 {
            contact.into()
        } else {
            format!("{}{}", luck.pick(SURNAMES), luck.pick(GIVEN))
        },
        title: (*luck.pick(TITLES)).into(),
        phone: format!("138-0000-{:04}", 3000 + n * 10 + place),
        email: if place == 0 { format!("buyer{n:03}@customer.example") } else { String::new() },
        note: String::new(),
    }
}

/// Enters a customer with his addresses and contacts; `ctx` is his sales manager's, who grants credit.
pub(crate) fn enter(tx: &mut Tx<'_>, ctx: &Ctx, sketch: &Sketch, seller: &Person) -> Result<Client> {
    let new =
        NewCustomer { owner_id: Some(seller.id), department_id: seller.department, ..sketch.new.clone() };
    let customer = party::create(tx, ctx, &new)?;
    for address in &sketch.addresses {
        party::add_address(tx, ctx, customer.id, address)?;
    }
    for contact in &sketch.contacts {
        party::add_contact(tx, ctx, customer.id, contact)?;
    }
    Ok(Client { id: customer.id, ..sketch.client.clone() })
}

impl Sketch {
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }
}
