//! Drawings change; versions and the cases on them do not.

use expect_test::expect;

use crate::check;

const DRAWN: &str = "process p on=thing
    start s message=thing.made -> a
    user a who=user:li -> e
    end e
    process p#2 on=thing
    start s message=thing.made -> a
    user a who=user:wang -> b
    service b service=thing.work -> e
    end e
    process p#bad on=thing
    start s message=thing.made -> a
    user a who=user:li -> x
    service odd service=thing.unheard -> x
    xor x -> e?'thing.amount > 5' f
    end e
    user f who=user:li -> g
    user g who=user:li -> f
    call c -> e
    catch t -> e";

#[test]
fn cases_stay_on_their_version() {
    check(
        DRAWN,
        expect![[r#"
            > person li
            > person wang
            > thing T1
            p T1: at a
              a: for li
            > draft p
            > publish p
            > draft p#2
            > publish p
            > thing T2
            p T2: at a
              a: for wang
            > look T1
            on version 1
            > look T2
            on version 3
            > as li
            > done T1/a
            p T1: ended at e, completed
              a: done by li
            > as wang
            > done T2/a
            T2: count 1, worked  by act_0000000000000
            p T2: ended at e, completed
              a: done by wang
            > as system
            > rollback p 1
            > thing T3
            p T3: at a
              a: for li
            > look T3
            on version 4
            > rollback p 9
            refused version_unknown: the process p has no version 9
            > close p
            > thing T4
            > open p
            > event thing.made T4
            p T4: at a
              a: for li
        "#]],
    );
}

#[test]
fn what_is_unfit_is_not_published() {
    check(
        DRAWN,
        expect![[r#"
            > person li
            > problems p
            > problems p#bad
              Error: “c”: no process is named to be called
              Warning: “odd”: nothing leads here
              Error: “odd”: the service thing.unheard is not offered
              Error: “x”: the way to “f” has no condition and is not the default
              Warning: “x”: no flow is the default: a case for which no condition holds would stop here
              Error: “f”: no end can be reached from here
              Error: “g”: no end can be reached from here
              Warning: “c”: nothing leads here
              Warning: “t”: nothing leads here
            > draft p#bad
            > publish p
            refused process_unfit: the process has 5 problems that keep it from running: “c”: no process is named to be called
            > thing T1
            p T1: at a
              a: for li
            > look T1
            on version 1
            > draft p
            > undraft p
            > undraft p
            refused no_draft: there is no draft to publish
            > publish p
            refused no_draft: there is no draft to publish
        "#]],
    );
}

#[test]
fn differences_are_told() {
    check(
        DRAWN,
        expect![[r#"
            > diff p p#2
              Changed userTask a who user:li → user:wang
              Added serviceTask b
              Added sequenceFlow a_b
              Added sequenceFlow b_e
              Removed sequenceFlow a_e
            > diff p#2 p
              Changed userTask a who user:wang → user:li
              Added sequenceFlow a_e
              Removed serviceTask b
              Removed sequenceFlow a_b
              Removed sequenceFlow b_e
            > diff p p
        "#]],
    );
}

#[test]
fn a_process_starts_once_for_a_document() {
    check(
        DRAWN,
        expect![[r#"
            > person li
            > thing T1
            p T1: at a
              a: for li
            > event thing.made T1
            > start p T1
            p T1 (2): at a
              a: for li
            > start p T9
            refused not_found: there is no thing thg_T9
            > as li
            > done T1/a
            p T1: ended at e, completed
              a: done by li
            > done T1/a
            p T1 (2): ended at e, completed
              a: done by li
            > event thing.made T1
            p T1 (3): at a
              a: for li
        "#]],
    );
}
