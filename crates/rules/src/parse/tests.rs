//! Unary tests: the cells of a decision table, and what stands after `in`.

use super::syntax::{Kind, Test};
use super::{Parsed, Parser};
use crate::fault::Problem;

impl Parser<'_> {
    /// `-`, `not(…)`, or alternatives with commas between.
    pub(super) fn unary_tests(&mut self) -> Parsed {
        let start = self.start();
        self.names.add("?");
        let tests = self.tests_of_cell()?;
        self.node(Kind::Tests(tests), start)
    }

    fn tests_of_cell(&mut self) -> Result<Vec<Test>, Problem> {
        let start = self.start();
        if self.scan.eat("-") {
            if self.scan.peek().is_none() {
                return Ok(vec![Test::Anything]);
            }
            self.scan.at = start;
        }
        if self.scan.sees_word("not") {
            self.scan.eat_word("not");
            if self.scan.eat("(") {
                let inner = self.tests().and_then(|tests| self.need(")").map(|()| tests));
                if let Ok(inner) = inner
                    && self.scan.peek().is_none()
                {
                    return Ok(vec![Test::None(inner)]);
                }
            }
            self.scan.at = start;
        }
        self.tests()
    }

    fn tests(&mut self) -> Result<Vec<Test>, Problem> {
        let mut tests = vec![self.test()?];
        while self.scan.eat(",") {
            tests.push(self.test()?);
        }
        Ok(tests)
    }

    fn test(&mut self) -> Result<Test, Problem> {
        Ok(match self.comparison_sign() {
            Some(comparison) => Test::Compare(comparison, self.expression()?),
            None => Test::Expression(self.expression()?),
        })
    }

    /// After `in`: one test, or several in parentheses.
    pub(super) fn tests_of_in(&mut self) -> Result<Vec<Test>, Problem> {
        if let Some(comparison) = self.comparison_sign() {
            return Ok(vec![Test::Compare(comparison, self.sum()?)]);
        }
        let back = self.start();
        if self.scan.eat("(") {
            self.looks += 1;
            let inner = self.tests().and_then(|tests| self.need(")").map(|()| tests));
            // `(1..5)` and `(a + b) * c` start the same way.
            if let Ok(tests) = inner
                && !self.scan.peek().is_some_and(|c| "+-*/.[(".contains(c))
            {
                return Ok(tests);
            }
            self.scan.at = back;
        }
        Ok(vec![Test::Expression(self.sum()?)])
    }
}
