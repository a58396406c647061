//! Whom a step goes to.

use expect_test::expect;

use crate::check;

/// A step of its own for every way to say who; each is left by whoever has it.
#[test]
fn every_way_to_name_somebody() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a named=角色 who=role:chief -> b
         user b named=登录名 who=user:zhao -> c
         user c named=部门负责人 who=head -> d
         user d named=上级部门负责人 who=head:1 -> f
         user f named=上级 who=manager -> g
         user g named=上两级 who=manager:2 -> h
         user h named=发起人 who=starter -> i
         user i named=上一步的人 who=previous -> j
         user j named=做过a的人 who=did:a -> k
         user k named=字段 who=field:thing.owner -> l
         user l named=登录名表达式 who='= if thing.amount > 100 then \"wang\" else \"zhao\"' -> m
         user m named=列表 who='= [\"li\", \"wang\", \"nobody\"]' -> n
         user n named=几段 who=user:zhao;role:chief;starter -> e
         end e",
        expect![[r#"
            > department 公司
            > department 销售 under 公司
            > department 华南 under 销售
            > person boss in 公司
            > person li in 销售 is chief
            > person wang in 华南
            > person zhao in 华南
            > head 公司 boss
            > head 销售 li
            > head 华南 wang
            > as zhao
            > thing T1 amount=500 owner=wang department=华南
            p T1: at a
              a: for li
            > as li
            > done a
            p T1: at b
              a: done by li
              b: for zhao
            > as zhao
            > done b
            p T1: at c
              b: done by zhao
              c: for wang
            > as wang
            > done c
            p T1: at d
              c: done by wang
              d: for li
            > as li
            > done d
            p T1: at f
              d: done by li
              f: for wang
            > as wang
            > done f
            p T1: at g
              f: done by wang
              g: for li
            > as li
            > done g
            p T1: at h
              g: done by li
              h: for zhao
            > as zhao
            > done h
            p T1: at i
              h: done by zhao
              i: for zhao
            > done i
            p T1: at j
              i: done by zhao
              j: for li
            > as li
            > done j
            p T1: at k
              j: done by li
              k: for wang
            > as wang
            > done k
            p T1: at l
              k: done by wang
              l: for wang
            > done l
            p T1: at m
              l: done by wang
              m: for li or wang
            > done m
            p T1: at n
              m: done by wang
              n: for li or zhao
            > as zhao
            > done n
            p T1: ended at e, completed
              n: done by zhao
        "#]],
    );
}

#[test]
fn a_role_goes_to_whoever_takes_it() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=role:chief -> e
         end e",
        expect![[r#"
            > person li is chief
            > person wang is chief
            > person zhao
            > thing T1 amount=5
            p T1: at a
              a: for role:chief
            > as zhao
            > done a
            refused not_found: there is no task a, or it is not yours to see
            > as li
            > claim a
              a: for li
            > as wang
            > done a
            refused not_found: there is no task a, or it is not yours to see
            > claim a
            refused not_found: there is no task a, or it is not yours to see
            > as li
            > done a
            p T1: ended at e, completed
              a: done by li
            > as wang
            > done a
            refused not_found: there is no task a, or it is not yours to see
            # A newcomer of the role may take what waited before he came.
            > as system
            > thing T2
            p T2: at a
              a: for role:chief
            > person new is chief
            > as new
            > done T2/a
            p T2: ended at e, completed
              a: done by new
        "#]],
    );
}

#[test]
fn balanced_work_goes_to_whoever_has_least() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=role:chief share=balance -> e
         end e",
        expect![[r#"
            > person li is chief
            > person wang is chief
            > thing T1
            p T1: at a
              a: for li
            > thing T2
            p T2: at a
              a: for wang
            > thing T3
            p T3: at a
              a: for li
            > as wang
            > done T2/a
            p T2: ended at e, completed
              a: done by wang
            > as system
            > thing T4
            p T4: at a
              a: for wang
            > thing T5
            p T5: at a
              a: for wang
        "#]],
    );
}

#[test]
fn a_substitute_stands_in_while_somebody_is_away() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=user:li -> e
         end e
         process v on=thing
         start s message=thing.paid -> a
         user a who='= [\"li\", \"wang\"]' vote=all -> e
         end e",
        expect![[r#"
            > person li
            > person wang
            > person zhao
            > away li 2d for wang
            > thing T1
            p T1: at a
              a: for wang
            > as wang
            > done T1/a
            p T1: ended at e, completed
              a: done by wang
            > as system
            > away wang 1d for zhao
            > thing T2
            p T2: at a
              a: for zhao
            # Two whom the same person stands in for are one voice.
            > event thing.paid T2
            T2 hears: a opened
            v T2: at a
              a: for zhao
            > pass 3d
            > thing T3
            p T3: at a
              a: for li
        "#]],
    );
}

/// Every region has a manager of its own: his are asked, and whoever stands above only where there is none; a role that
/// stands elsewhere is asked as a whole.
#[test]
fn a_role_means_those_nearest_to_the_documents_department() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a named=经理 kind=approval who=role:lead -> b
         user b named=财务 who=role:book -> e
         end e",
        expect![[r#"
            > department 公司
            > department 销售 under 公司
            > department 华南 under 销售
            > department 华东 under 销售
            > department 财务 under 公司
            > person boss in 销售 is lead
            > person li in 华南 is lead
            > person mei in 财务 is book
            > person qian in 财务 is book
            > thing T1 department=华南
            T1 hears: 经理 opened
            p T1: at a
              a: for li
            > thing T2 department=华东
            T2 hears: 经理 opened
            p T2: at a
              a: for boss
            > thing T3
            T3 hears: 经理 opened
            p T3: at a
              a: for role:lead
            > as boss
            > approve a
            T2 hears: 经理 approved
            p T2: at b
              a: approve by boss
              b: for role:book
            > as li
            > approve a
            T1 hears: 经理 approved
            p T1: at b
              a: approve by li
              b: for role:book
        "#]],
    );
}

/// A drawing by lanes names departments, or roles; a step in none that names nobody is told before it is published.
#[test]
fn a_lane_is_a_department_or_a_role() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a named=录单 -> b
         user b named=记账 -> e
         end e
         lane 销售 a
         lane book b
         process q on=thing
         start s message=thing.none -> a
         user a named=录单 -> e
         end e",
        expect![[r#"
            > department 销售
            > department 华南 under 销售
            > person li in 销售
            > person wang in 华南
            > person mei is book
            > problems p
            > problems q
              Warning: “录单”: nobody is named to do it, and no lane says whose it is
            > thing T1
            p T1: at a
              a: for li or wang
            > as wang
            > done a
            p T1: at b
              a: done by wang
              b: for mei
            > as mei
            > done b
            p T1: ended at e, completed
              b: done by mei
        "#]],
    );
}

/// Where the document has no department, nobody stands above, nobody acted yet: nobody is an incident, never a crash.
#[test]
fn nobody_is_an_incident() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=head;manager;previous;did:b;field:thing.owner -> e
         user b who=starter -> e
         end e",
        expect![[r#"
            > person li
            > as li
            > thing T1
            p T1: at a (stuck)
              stuck a: no_assignee: nobody is there to do this
            > as system
            > repair a retry
              solved a: no_assignee retry
              stuck a: no_assignee: nobody is there to do this
            > repair a reassign li
            p T1: at a
              a: for li
              solved a: no_assignee reassign
            > as li
            > done a
            p T1: ended at e, completed
              a: done by li
        "#]],
    );
}

#[test]
fn whoever_left_the_company_is_nobody() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=user:li -> b
         user b who=starter -> c
         user c who=did:a -> d
         user d who=field:thing.owner -> f
         user f who=head -> e
         end e",
        expect![[r#"
            > department 销售
            > person boss in 销售 is operator
            > person li in 销售
            > person zhao in 销售
            > head 销售 zhao
            > as zhao
            > thing T1 owner=zhao department=销售
            p T1: at a
              a: for li
            > as li
            > done a
            p T1: at b
              a: done by li
              b: for zhao
            > as boss
            > reassign b to boss
              b: for boss
            > as system
            > deactivate li
            > deactivate zhao
            > as boss
            > done b
            p T1: at c (stuck)
              b: done by boss
              stuck c: no_assignee: nobody is there to do this
            > repair c skip
            p T1: at d (stuck)
              solved c: no_assignee skip
              stuck d: no_assignee: nobody is there to do this
            > repair d skip
            p T1: at f (stuck)
              solved d: no_assignee skip
              stuck f: no_assignee: nobody is there to do this
            > repair f reassign boss
            p T1: at f
              f: for boss
              solved f: no_assignee reassign
            > done f
            p T1: ended at e, completed
              f: done by boss
        "#]],
    );
}
