//! Why a task is with whoever has it.

use std::cell::RefCell;

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::wire::{Wire, on_both, speak};
use crate::world::World;

/// The reasons of a step's open task, in both languages.
fn why(world: &World, step: &str) -> String {
    let (wire, id) = (Wire::new(world), world.task(step).unwrap().id);
    let told = |who: &str| {
        let task = wire.ask(who, &format!("GET /api/tasks/{id}"), &Value::Null);
        let reasons = task["because"].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned());
        reasons.collect::<Vec<_>>().join("; ")
    };
    format!("{step}: {} | {}\n", told("system"), told("english"))
}

fn check(drawing: &str, lines: &[&str], expected: &Expect) {
    speak();
    let both = RefCell::new(Vec::new());
    on_both(drawing, |world| {
        let mut told = String::new();
        for line in lines {
            match line.strip_prefix("why ") {
                Some(step) => told.push_str(&why(world, step)),
                None => drop(world.line(line)),
            }
        }
        both.borrow_mut().push(told);
    });
    let both = both.into_inner();
    assert_eq!(both[0], both[1]);
    expected.assert_eq(&both[0]);
}

#[test]
fn every_way_to_name_somebody_is_told() {
    check(
        "process p on=thing
         start s message=thing.made -> x
         and x -> a b c d f g h i j k l m
         user a who=role:chief -> e
         user b who=user:zhao -> e
         user c who=head -> e
         user d who=head:1 -> e
         user f who=manager -> e
         user g who=manager:2 -> e
         user h named=核对 who=starter -> n
         user i who=field:thing.owner -> e
         user j who='= if thing.amount > 100 then \"wang\" else \"zhao\"' -> e
         user k who=role:clerk -> e
         user l who=role:clerk share=balance -> e
         user m who=role:chief;user:li -> e
         user n who=previous -> o
         user o who=did:h -> e
         end e",
        &[
            "department 公司",
            "department 销售 under 公司",
            "department 华南 under 销售",
            "person boss in 公司",
            "person li in 销售 is chief",
            "person wang in 华南",
            "person zhao in 华南",
            "person first is clerk",
            "person second is clerk",
            "head 公司 boss",
            "head 销售 li",
            "head 华南 wang",
            "away wang 2d for zhao",
            "as zhao",
            "thing T1 amount=500 owner=wang department=华南",
            "why a",
            "why b",
            "why c",
            "why d",
            "why f",
            "why g",
            "why h",
            "why i",
            "why j",
            "why k",
            "why l",
            "why m",
            "done h",
            "why n",
            "done n",
            "why o",
        ],
        &expect![[r#"
            a: 有角色“chief”，离单据的部门最近 | Has the role chief, nearest to the document's department
            b: 步骤里指定 | Named in the step
            c: 单据所属部门的负责人; wang不在，代为办理 | Head of the document's department; Stands in for wang, who is away
            d: 单据所属部门往上 1 级部门的负责人 | Head of the department 1 levels above the document's
            f: 发起人的上级; wang不在，代为办理 | Set over whoever started it; Stands in for wang, who is away
            g: 发起人往上第 2 级的上级 | Set 2 levels over whoever started it
            h: 流程的发起人 | Started it
            i: 单据上的“owner”; wang不在，代为办理 | The document's owner; Stands in for wang, who is away
            j: 按步骤里的表达式; wang不在，代为办理 | The step's expression; Stands in for wang, who is away
            k: 有角色“clerk” | Has the role clerk
            l: 有角色“clerk”; 几个人里手上任务最少 | Has the role clerk; Has the fewest tasks of those who could do it
            m: 有角色“chief”，离单据的部门最近; 步骤里指定 | Has the role chief, nearest to the document's department; Named in the step
            n: 上一步的办理人 | Did the step before
            o: “核对”的办理人 | Did “核对”
        "#]],
    );
}

#[test]
fn through_whose_hands_it_went_is_told() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=role:chief kind=approval deadline=PT1H overdue=escalate -> b
         user b who=user:wang;user:zhao vote='all' inorder -> e
         end e",
        &[
            "department 销售",
            "person boss in 销售",
            "person li in 销售 is chief",
            "person wang in 销售 is chief",
            "person zhao in 销售",
            "person root is operator",
            "head 销售 boss",
            "thing T1 amount=5",
            "why a",
            "as li",
            "claim a",
            "why a",
            "transfer a to wang",
            "why a",
            "as wang",
            "delegate a to zhao",
            "why a",
            "as zhao",
            "done a",
            "why a",
            "as root",
            "reassign a to li",
            "why a",
            "pass 2h",
            "why a",
            "as boss",
            "approve a",
            "as wang",
            "why T1/b",
            "sign T1/b li after",
            "approve T1/b",
            "why T1/b",
            "as li",
            "approve T1/b",
            "why T1/b",
        ],
        &expect![[r#"
            a: 有角色“chief” | Has the role chief
            a: 有角色“chief”; 自己领取 | Has the role chief; Took it
            a: 有角色“chief”; 自己领取; 由li转交 | Has the role chief; Took it; Handed over by li
            a: 有角色“chief”; 自己领取; 由li转交; 受wang委托 | Has the role chief; Took it; Handed over by li; Asked by wang to do it
            a: 有角色“chief”; 自己领取; 由li转交 | Has the role chief; Took it; Handed over by li
            a: 有角色“chief”; 自己领取; 由li转交; 由root改派 | Has the role chief; Took it; Handed over by li; Given by root
            a: 有角色“chief”; 自己领取; 由li转交; 由root改派; 超时后上报 | Has the role chief; Took it; Handed over by li; Given by root; Came up when the time had passed
            T1/b: 步骤里指定 | Named in the step
            T1/b: 办理中被指定 | Asked for on the way
            T1/b: 步骤里指定 | Named in the step
        "#]],
    );
}

#[test]
fn a_walk_tells_why_somebody_would_get_it() {
    speak();
    on_both(
        "process p on=thing
         start s message=thing.made -> a
         user a who=role:chief -> e
         end e",
        |world| {
            for line in ["person li is chief", "person wang"] {
                world.line(line);
            }
            world.line("away li 2d for wang");
            let wire = Wire::new(world);
            let asked = json!({"process": world.processes["p"], "facts": {"thing": {"amount": 5}}});
            let told = wire.ask("english", "POST /api/processes/walk", &asked);
            let because = &told["waiting"][0]["because"];
            assert_eq!(because[0], json!("Has the role chief"), "{told}");
        },
    );
}
