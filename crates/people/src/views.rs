//! The verbs about saved views: everyone keeps his own, and may show them to colleagues.

use base::id::ViewId;
use base::refusal::{Common, Problems};
use base::text::clean;
use base::{Ctx, Result};
use db::{Event, Tx};
use serde_json::json;

use crate::model::{NewView, View, ViewPatch};
use crate::{rules, store};

/// A reader's own views and those shared with him, each with its owner's name.
///
/// # Errors
/// Faults of the store only.
pub fn views(tx: &mut Tx<'_>, ctx: &Ctx, page: Option<&str>) -> Result<Vec<(View, String)>> {
    store::views(tx, ctx, page)
}

/// Keeps a list's filters, columns and sorting under a name.
///
/// # Errors
/// Wrong fields together; `too_many`.
pub fn save_view(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewView) -> Result<View> {
    let view = View {
        id: ctx.id(),
        actor_id: ctx.actor(),
        page: clean(&new.page),
        name: clean(&new.name),
        spec: new.spec.clone(),
        shared: new.shared,
        created_at: ctx.at,
        revision: 1,
    };
    check(tx, &view)?;
    let count = usize::try_from(store::view_count(tx, ctx.actor())?).unwrap_or_default();
    if count >= rules::VIEWS_MAX {
        return Err(Common::TooMany { count: count + 1, max: rules::VIEWS_MAX }.into());
    }
    store::put_view(tx, &view)?;
    tx.record_first(ctx, Event::new("view.saved", view.id).data(&facts(&view)));
    Ok(view)
}

/// Changes one's own view.
///
/// # Errors
/// `not_found`, `revision_mismatch`, wrong fields together.
pub fn change_view(tx: &mut Tx<'_>, ctx: &Ctx, id: ViewId, patch: &ViewPatch) -> Result<View> {
    let mut view = load(tx, ctx, id)?;
    view.name = patch.name.as_deref().map_or(view.name, clean);
    view.spec = patch.spec.clone().unwrap_or(view.spec);
    view.shared = patch.shared.unwrap_or(view.shared);
    view.revision += 1;
    check(tx, &view)?;
    store::put_view(tx, &view)?;
    tx.record(ctx, Event::new("view.saved", id).data(&facts(&view)));
    Ok(view)
}

/// Throws one's own view away.
///
/// # Errors
/// `not_found`, `revision_mismatch`.
pub fn delete_view(tx: &mut Tx<'_>, ctx: &Ctx, id: ViewId) -> Result<()> {
    let view = load(tx, ctx, id)?;
    store::delete_view(tx, id)?;
    tx.record(ctx, Event::new("view.deleted", id).data(&facts(&view)));
    Ok(())
}

fn load(tx: &mut Tx<'_>, ctx: &Ctx, id: ViewId) -> Result<View> {
    let view = store::view_for_update(tx, id)?
        .filter(|view| view.actor_id == ctx.actor())
        .ok_or_else(|| Common::NotFound { what: "view", id: id.to_string() })?;
    ctx.check_revision(&view.name, view.revision)?;
    Ok(view)
}

fn check(tx: &mut Tx<'_>, view: &View) -> Result<()> {
    let mut problems = Problems::default();
    rules::check_name("page", &view.page, &mut problems);
    rules::check_name("name", &view.name, &mut problems);
    if view.spec.len() > rules::SPEC_MAX {
        problems.add("spec", &Common::TooLong { value: "spec".into(), max: rules::SPEC_MAX });
    } else if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&view.spec) {
        problems
            .add("spec", &Common::InvalidValue { value: "spec".into(), expected: format!("JSON: {error}") });
    }
    let taken = store::view_named(tx, view.actor_id, &view.page, &view.name)?;
    if taken.is_some_and(|(id,)| id != view.id) {
        problems.add("name", &Common::Taken { value: view.name.clone() });
    }
    problems.check()
}

fn facts(view: &View) -> serde_json::Value {
    json!({ "page": view.page, "name": view.name, "shared": view.shared })
}
