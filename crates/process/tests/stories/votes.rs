//! How several people decide one thing.

use expect_test::expect;

use crate::check;

const THREE: &str = "process p on=thing
    start s message=thing.made -> a
    user a who=role:chief VOTE -> x
    xor x -> no?'not(approved)' yes!
    end yes
    end no";

fn drawn(vote: &str) -> String {
    THREE.replace("VOTE", vote)
}

#[test]
fn one_decides_alone() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=user:li kind=approval -> x
         xor x -> no?'not(approved)' b!
         user b who=starter outcomes='ok=好|Fine;bad=不好|Bad' -> y
         xor y -> yes?'outcome = \"ok\"' no!
         end yes
         end no",
        expect![[r#"
            > person li
            > person zhao
            > as zhao
            > thing T1
            T1 hears: a opened
            p T1: at a
              a: for li
            > as li
            > done a
            refused not_approval: an approval is answered with approve or reject, not with 
            > approve a because it is fine
            T1 hears: a approved
            p T1: at b
              a: approve by li: it is fine
              b: for zhao
            > as zhao
            > done b
            refused outcome_unknown:  is no answer to this task; it takes ok, bad
            > done b odd
            refused outcome_unknown: odd is no answer to this task; it takes ok, bad
            > done b ok
            p T1: ended at yes, completed
              b: ok by zhao
            > thing T2
            T2 hears: a opened
            p T2: at a
              a: for li
            > as li
            > reject T2/a because it is not
            T2 hears: a rejected
            p T2: ended at no, completed
              a: reject by li: it is not
            > vars T2
              comment=it is not decided_by=li approved=false
        "#]],
    );
}

#[test]
fn all_must_agree_and_the_first_no_decides() {
    check(
        &drawn("vote=all"),
        expect![[r#"
            > person li is chief
            > person wang is chief
            > person zhao is chief
            > thing T1
            T1 hears: a opened, a opened, a opened
            p T1: at a, a, a
              a: for li
              a: for wang
              a: for zhao
            > as li
            > approve T1/a
            T1 hears: a approved
            p T1: at a, a
              a: approve by li
            > as wang
            > approve T1/a
            T1 hears: a approved
            p T1: at a
              a: approve by wang
            > as zhao
            > approve T1/a
            T1 hears: a approved
            p T1: ended at yes, completed
              a: approve by zhao
            > vars T1
              comment= decided_by=zhao approved=true
            > as system
            > thing T2
            T2 hears: a opened, a opened, a opened
            p T2: at a, a, a
              a: for li
              a: for wang
              a: for zhao
            > as wang
            > reject T2/a because no
            T2 hears: a rejected, a dropped, a dropped
            p T2: ended at no, completed
              a: no more
              a: reject by wang: no
              a: no more
            > as li
            > approve T2/a
            refused task_closed: the task is cancelled already
        "#]],
    );
}

/// Whoever is named by hand for a vote that nobody could give decides it.
#[test]
fn a_vote_with_nobody_is_given_to_somebody() {
    check(
        &drawn("vote='count 2'"),
        expect![[r#"
            > person li
            > person wang
            > thing T1
            p T1: at a (stuck)
              stuck a: no_assignee: nobody is there to do this
            > repair a reassign li
            T1 hears: a opened
            p T1: at a
              a: for li
              solved a: no_assignee reassign
            > as li
            > approve T1/a
            T1 hears: a approved
            p T1: ended at yes, completed
              a: approve by li
            > as system
            > thing T2
            p T2: at a (stuck)
              stuck a: no_assignee: nobody is there to do this
            > repair a reassign li
            T2 hears: a opened
            p T2: at a
              a: for li
              solved a: no_assignee reassign
            > as li
            > sign T2/a wang parallel
            T2 hears: a opened
            p T2: at a, a
              a: for wang
            > approve T2/a
            T2 hears: a approved
            p T2: at a
              a: approve by li
            > as wang
            > reject T2/a
            T2 hears: a rejected
            p T2: ended at no, completed
              a: reject by wang
        "#]],
    );
}

#[test]
fn all_are_heard_when_a_no_has_no_veto() {
    check(
        &drawn("vote=all veto=false"),
        expect![[r#"
            > person li is chief
            > person wang is chief
            > person zhao is chief
            > thing T1
            T1 hears: a opened, a opened, a opened
            p T1: at a, a, a
              a: for li
              a: for wang
              a: for zhao
            > as li
            > reject a
            T1 hears: a rejected
            p T1: at a, a
              a: reject by li
            > as wang
            > approve a
            T1 hears: a approved
            p T1: at a
              a: approve by wang
        "#]],
    );
}

#[test]
fn any_yes_is_enough() {
    check(
        &drawn("vote=any"),
        expect![[r#"
            > person li is chief
            > person wang is chief
            > person zhao is chief
            > thing T1
            T1 hears: a opened, a opened, a opened
            p T1: at a, a, a
              a: for li
              a: for wang
              a: for zhao
            > as li
            > reject T1/a
            T1 hears: a rejected
            p T1: at a, a
              a: reject by li
            > as wang
            > approve T1/a
            T1 hears: a approved, a dropped
            p T1: ended at yes, completed
              a: approve by wang
              a: no more
            > as system
            > thing T2
            T2 hears: a opened, a opened, a opened
            p T2: at a, a, a
              a: for li
              a: for wang
              a: for zhao
            > as li
            > reject T2/a
            T2 hears: a rejected
            p T2: at a, a
              a: reject by li
            > as wang
            > reject T2/a
            T2 hears: a rejected
            p T2: at a
              a: reject by wang
            > as zhao
            > reject T2/a
            T2 hears: a rejected
            p T2: ended at no, completed
              a: reject by zhao
        "#]],
    );
}

#[test]
fn so_many_of_them_are_enough() {
    check(
        &drawn("vote='count 2'"),
        expect![[r#"
            > person li is chief
            > person wang is chief
            > person zhao is chief
            > thing T1
            T1 hears: a opened, a opened, a opened
            p T1: at a, a, a
              a: for li
              a: for wang
              a: for zhao
            > as li
            > approve T1/a
            T1 hears: a approved
            p T1: at a, a
              a: approve by li
            > as zhao
            > reject T1/a
            T1 hears: a rejected
            p T1: at a
              a: reject by zhao
            > as wang
            > approve T1/a
            T1 hears: a approved
            p T1: ended at yes, completed
              a: approve by wang
            > as system
            > thing T2
            T2 hears: a opened, a opened, a opened
            p T2: at a, a, a
              a: for li
              a: for wang
              a: for zhao
            > as li
            > reject T2/a
            T2 hears: a rejected
            p T2: at a, a
              a: reject by li
            > as zhao
            > reject T2/a
            T2 hears: a rejected, a dropped
            p T2: ended at no, completed
              a: no more
              a: reject by zhao
        "#]],
    );
}

#[test]
fn so_many_percent_of_them_are_enough() {
    check(
        &drawn("vote='ratio 60'"),
        expect![[r#"
            > person li is chief
            > person wang is chief
            > person zhao is chief
            > thing T1
            T1 hears: a opened, a opened, a opened
            p T1: at a, a, a
              a: for li
              a: for wang
              a: for zhao
            > as li
            > approve T1/a
            T1 hears: a approved
            p T1: at a, a
              a: approve by li
            > as wang
            > approve T1/a
            T1 hears: a approved, a dropped
            p T1: ended at yes, completed
              a: approve by wang
              a: no more
            > as system
            > thing T2
            T2 hears: a opened, a opened, a opened
            p T2: at a, a, a
              a: for li
              a: for wang
              a: for zhao
            > as li
            > reject T2/a
            T2 hears: a rejected
            p T2: at a, a
              a: reject by li
            > as wang
            > reject T2/a
            T2 hears: a rejected, a dropped
            p T2: ended at no, completed
              a: reject by wang
              a: no more
        "#]],
    );
}

#[test]
fn one_after_the_other() {
    check(
        &drawn("vote=all inorder"),
        expect![[r#"
            > person li is chief
            > person wang is chief
            > person zhao is chief
            > thing T1
            T1 hears: a opened
            p T1: at a
              a: for li
            > as wang
            > approve a
            refused not_found: there is no task a, or it is not yours to see
            > as li
            > approve a
            T1 hears: a approved, a opened
              a: approve by li
              a: for wang
            > as wang
            > reject a
            T1 hears: a rejected
            p T1: ended at no, completed
              a: reject by wang
        "#]],
    );
}

#[test]
fn with_a_veto_the_first_no_decides_whatever_the_rule() {
    check(
        &drawn("vote='count 2' veto=true"),
        expect![[r#"
            > person li is chief
            > person wang is chief
            > person zhao is chief
            > thing T1
            T1 hears: a opened, a opened, a opened
            p T1: at a, a, a
              a: for li
              a: for wang
              a: for zhao
            > as li
            > reject a
            T1 hears: a rejected, a dropped, a dropped
            p T1: ended at no, completed
              a: reject by li
              a: no more
              a: no more
        "#]],
    );
}

#[test]
fn nobody_to_vote_is_an_incident() {
    check(
        &drawn("vote=all"),
        expect![[r#"
            > thing T1
            p T1: at a (stuck)
              stuck a: no_assignee: nobody is there to do this
            > person li is chief
            > repair a retry
            T1 hears: a opened
            p T1: at a
              a: for li
              solved a: no_assignee retry
            > as li
            > approve a
            T1 hears: a approved
            p T1: ended at yes, completed
              a: approve by li
        "#]],
    );
}
