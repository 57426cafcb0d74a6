//! 传递: how long papers are on their way, and what did not arrive as it should.

use crate::desk::clock::civil_date;
use crate::desk::report_figures::{ReportDays, Tally};
use crate::desk::{BarTable, FigureRows, Reader, work_calendar};
use crate::model::{Problem, Record as _, RecordId};
use crate::records::archive::{Transmission, TransmissionState};

/// Upper bounds, in working days, of the times from sending to the signature; the last has none.
const DELIVERY_TIMES: [i64; 5] = [0, 1, 2, 3, 5];

/// How papers are passed on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeliveryFigures {
    /// 途中 today.
    pub under_way: FigureRows,
    /// 拒收 or 异常, of those sent in the days of the report; those that were settled since too.
    pub troubled: FigureRows,
    /// Working days from sending to the signature, of those sent in the days of the report and received.
    pub times: BarTable,
}

impl DeliveryFigures {
    /// The registers that the figures are made of.
    pub const REGISTERS: &'static [&'static str] = &[Transmission::NAME];

    pub(super) fn read(reader: &Reader, days: ReportDays, tally: &mut Tally) -> Result<Self, Problem> {
        let calendar = work_calendar(reader)?;
        let rows = || FigureRows { register: Transmission::NAME, ids: Vec::new() };
        let (mut under_way, mut troubled) = (rows(), rows());
        let mut times: Vec<(i64, RecordId)> = Vec::new();
        reader.each::<Transmission>(&mut |transmission| {
            use TransmissionState::{Irregular, OnTheWay, Received, Rejected, Resolved};
            let (record, id) = (&transmission.record, transmission.meta.id);
            let sent = record.sent_at.map(civil_date);
            let is_in = days.contain(sent);
            if !is_in && record.state != OnTheWay {
                return;
            }
            tally.add(transmission.meta.mark.as_deref());
            match record.state {
                OnTheWay => under_way.ids.push(id),
                Rejected | Irregular | Resolved => troubled.ids.push(id),
                Received => {
                    if let Some((sent, signed)) = sent.zip(record.signed_at.map(civil_date)) {
                        times.push((calendar.working_days_between(sent, signed).max(0), id));
                    }
                }
                TransmissionState::Unchecked | TransmissionState::Ready => {}
            }
        })?;
        Ok(Self {
            under_way,
            troubled,
            times: BarTable::in_spans(Transmission::NAME, &DELIVERY_TIMES, 0, times),
        })
    }
}
