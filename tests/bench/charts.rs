//! A line of ten million figures on screen: reduced and drawn, against a scan of the same memory.

use std::convert::Infallible;
use std::hint::black_box;
use std::sync::Arc;

use chancery::charts::{Chart, ChartColour, ChartStyle, Measure, columns, trace};
use chancery::text::Language;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use crate::report::{Target, in_turn, print_against};

const FIGURES: u32 = 10_000_000;

/// A surface that keeps what is drawn, as the window's does.
struct Kept {
    points: Vec<BackendCoord>,
}

type Outcome = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for &mut Kept {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (1200, 600)
    }

    fn ensure_prepared(&mut self) -> Outcome {
        Ok(())
    }

    fn present(&mut self) -> Outcome {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, _: BackendColor) -> Outcome {
        self.points.push(at);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, _: &S, _: bool) -> Outcome {
        self.points.extend([a, b]);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        _: &S,
    ) -> Outcome {
        self.points.extend(path);
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, _: &str, _: &T, at: BackendCoord) -> Outcome {
        self.points.push(at);
        Ok(())
    }
}

/// Runs and prints all measurements.
pub fn run() {
    let mut state = 88_172_645_463_325_252_u64;
    let mut level = 0.0;
    let values: Arc<[f64]> = (0..FIGURES)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            level += (state % 2_001) as f64 - 1_000.0;
            level
        })
        .collect();
    let scan = || {
        let lanes = values.chunks_exact(8).fold([0.0_f64; 8], |mut lanes, group| {
            for (lane, value) in lanes.iter_mut().zip(group) {
                *lane += value;
            }
            lanes
        });
        black_box(lanes);
    };
    let (ours, floor) = in_turn(15, || drop(black_box(columns(&values, 1200))), scan);
    print_against(
        "charts: 10,000,000 figures reduced",
        &ours,
        "one thread that reads them",
        &floor,
        Target::Milliseconds(16.7),
    );
    let content = trace("figures".to_owned(), values.clone(), (0.0, f64::from(FIGURES)), Measure::Number);
    let chart = Chart { content, ..Chart::default() };
    let grey = ChartColour(90, 90, 90);
    let style = ChartStyle {
        ground: ChartColour(255, 255, 255),
        ink: grey,
        faded: grey,
        rule: grey,
        series: [grey; 6],
        good: grey,
        bad: grey,
        soon: grey,
        text_size: 12.0,
        language: Language::English,
    };
    let update = || {
        let mut kept = Kept { points: Vec::new() };
        black_box(chart.draw(&mut kept, &style)).ok();
        black_box(kept.points.len());
    };
    let (ours, floor) = in_turn(15, update, scan);
    print_against(
        "charts: 10,000,000 figures, the whole chart",
        &ours,
        "one thread that reads them",
        &floor,
        Target::Milliseconds(16.7),
    );
}
