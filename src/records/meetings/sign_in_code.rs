//! 签到码: six digits shown in the room, which those who sign themselves in type to prove that they are there.

use crate::model::RecordId;

/// The code of a meeting: from its identity, of which sixty bits are random and which no screen shows (FNV-1a). It
/// keeps the absent from signing in by habit, not a burglar.
pub fn sign_in_code(meeting: RecordId) -> String {
    let hash = meeting.as_bytes().iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{:06}", (hash ^ (hash >> 32)) % 1_000_000)
}
