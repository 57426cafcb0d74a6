//! The keyboard of a table, and what a click on a row selects.

use eframe::egui::{Event, EventFilter, Key, Modifiers, Ui};

use super::selection::RowId;
use super::table::{Places, Table, TableResponse, TableSource, TableState, locate};
use super::table_scroll::Window;

/// Reads the keys pressed while the table has the keyboard and takes those it understands.
pub(super) fn keyboard(
    ui: &Ui,
    table: &Table<'_>,
    state: &mut TableState,
    places: &Places<'_>,
    done: &mut TableResponse,
) {
    if !ui.memory(|memory| memory.has_focus(places.id)) {
        return;
    }
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(places.id, filter));
    let mut pressed: Vec<(Key, Modifiers)> = Vec::new();
    ui.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Key { key, pressed: true, modifiers, .. } if understands(*key, *modifiers) => {
                pressed.push((*key, *modifiers));
                false
            }
            _ => true,
        });
    });
    for (key, modifiers) in pressed {
        press(key, modifiers, table, state, &places.window, done);
    }
}

fn understands(key: Key, modifiers: Modifiers) -> bool {
    match key {
        Key::ArrowUp | Key::ArrowDown | Key::Home | Key::End | Key::Space => !modifiers.alt,
        Key::PageUp | Key::PageDown | Key::ArrowLeft | Key::ArrowRight | Key::Enter => {
            !modifiers.alt && !modifiers.command
        }
        Key::A => modifiers.command && !modifiers.shift && !modifiers.alt,
        _ => false,
    }
}

fn press(
    key: Key,
    modifiers: Modifiers,
    table: &Table<'_>,
    state: &mut TableState,
    window: &Window,
    done: &mut TableResponse,
) {
    let source = table.source;
    if window.rows == 0 {
        return;
    }
    let last = window.rows - 1;
    let here = state.cursor.and_then(|(id, hint)| locate(source, id, hint));
    let page = window.page().saturating_sub(1).max(1);
    let target = match key {
        Key::ArrowUp => here.map_or(0, |index| index.saturating_sub(1)),
        Key::ArrowDown => here.map_or(0, |index| (index + 1).min(last)),
        Key::PageUp => here.map_or(0, |index| index.saturating_sub(page)),
        Key::PageDown => (here.unwrap_or(0) + page).min(last),
        Key::Home => 0,
        Key::End => last,
        Key::ArrowLeft => return state.sideways -= 48.0,
        Key::ArrowRight => return state.sideways += 48.0,
        Key::A => {
            state.selection.select_all();
            done.selection_changed = true;
            return;
        }
        Key::Enter => {
            done.opened = here.map(|index| source.row_id(index));
            return;
        }
        Key::Space => {
            if let Some(index) = here {
                state.selection.toggle(source.row_id(index));
                state.anchor = Some((source.row_id(index), index));
                done.selection_changed = true;
            }
            return;
        }
        _ => return,
    };
    // Ctrl moves without selecting, so that Space can pick rows apart.
    let id = source.row_id(target);
    if modifiers.shift {
        select_range(source, state, target);
        done.selection_changed = true;
    } else if !modifiers.command {
        state.selection.select_only(id);
        state.anchor = Some((id, target));
        done.selection_changed = true;
    }
    state.cursor = Some((id, target));
    state.position = window.reveal(state.position, target);
}

/// Selects as a click on the row does: alone, with Ctrl added or taken away, with Shift as the end of a range.
pub(super) fn click(
    source: &dyn TableSource,
    state: &mut TableState,
    (id, index): (RowId, usize),
    keys: Modifiers,
) {
    if keys.shift {
        select_range(source, state, index);
    } else if keys.command {
        state.selection.toggle(id);
        state.anchor = Some((id, index));
    } else {
        state.selection.select_only(id);
        state.anchor = Some((id, index));
    }
    state.cursor = Some((id, index));
}

fn select_range(source: &dyn TableSource, state: &mut TableState, to: usize) {
    let from = state.anchor.or(state.cursor).and_then(|(id, hint)| locate(source, id, hint)).unwrap_or(to);
    if state.anchor.is_none() {
        state.anchor = Some((source.row_id(from), from));
    }
    let range = from.min(to)..=from.max(to);
    state.selection.select_these(range.map(|index| source.row_id(index)));
}
