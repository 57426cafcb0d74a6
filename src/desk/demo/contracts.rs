//! The contracts of the demonstration office: in force and soon to end, past their end, in review, waiting to be signed,
//! ended and waiting for the archive.

use super::people;
use super::samples::Samples;
use crate::desk::Values;
use crate::desk::seeding::{Batch, identity_of_code};
use crate::model::{RecordId, Value};

/// The contracts; the first cell is their key here.
#[rustfmt::skip]
static CONTRACTS: Samples<10> = Samples {
    register: "contract",
    fields: ["", "number", "title", "kind", "side", "counterparty", "unit", "keeper", "amount", "line"],
    rows: &[
        ["1", "HT2025-001", "办公区物业服务合同 · Property services", "service", "pays", "安居物业", "XZK", "A0011", "720000", "XZK-01"],
        ["2", "HT2025-002", "打印机租赁合同 · Printer lease", "lease", "pays", "佳文办公", "XZK", "A0012", "12000", "BGS-02"],
        ["3", "HT2026-001", "机房设备采购合同 · Server room equipment", "purchase", "pays", "江岳科技", "XXZX", "A0037", "260000", "XXZX-01"],
        ["4", "HT2026-002", "馆藏档案扫描服务合同 · Archive scanning", "service", "pays", "文汇数据", "DAS", "A0016", "96000", "DAS-01"],
        ["5", "HT2026-003", "一楼展厅出租合同 · Letting of the exhibition hall", "lease", "receives", "滨江文化传媒", "XZK", "A0011", "180000", ""],
        ["6", "HT2026-004", "办公家具采购合同 · Office furniture", "purchase", "pays", "华美家具", "XZK", "A0012", "58900", "BGS-01"],
        ["7", "HT2026-005", "员工管理培训服务协议 · Management training", "service", "pays", "职工学校", "PXK", "A0034", "61800", "RSB-01"],
        ["8", "", "软件许可续订合同 · Software licences", "technology", "pays", "云桥软件", "XXZX", "A0037", "128000", "XXZX-01"],
        ["9", "", "市档案馆数字资源共享协议 · Sharing with the city archives", "cooperation", "free", "市档案馆", "DAS", "A0016", "0", ""],
        ["10", "", "年度法律顾问合同 · Legal counsel", "service", "pays", "衡正律师事务所", "BGS", "A0004", "150000", ""],
    ],
};

/// How far each has come.
#[rustfmt::skip]
static LIVES: Samples<9> = Samples {
    register: "contract",
    fields: ["", "state", "signed_on", "valid_from", "valid_until", "copies", "pages", "ended_on", "result"],
    rows: &[
        ["1", "performing", "2024-12-20", "2025-01-01", "2026-12-10", "4", "26", "", ""],
        ["2", "performing", "2025-01-10", "2025-01-15", "2026-11-14", "2", "6", "", ""],
        ["3", "performing", "2026-03-12", "2026-03-16", "2027-03-15", "4", "32", "", ""],
        ["4", "performing", "2026-05-08", "2026-05-11", "2027-05-10", "2", "14", "", ""],
        ["5", "terminated", "2026-02-24", "2026-03-01", "2029-02-28", "2", "12", "2026-09-30", "对方迁址，双方协商解除，押金已退。"],
        ["6", "concluded", "2026-08-28", "2026-08-28", "2026-10-31", "2", "9", "2026-10-26", "全部到货验收合格，质保金已付。"],
        ["7", "performing", "2026-05-18", "2026-05-20", "2026-12-31", "2", "8", "", ""],
        ["8", "signing", "", "2027-01-01", "2027-12-31", "2", "11", "", ""],
        ["9", "review", "", "", "", "2", "5", "", ""],
        ["10", "draft", "", "", "", "", "", "", ""],
    ],
};

/// Paper of the commitment, key of the contract that promises it.
const COMMITTED: &[(&str, &str)] = &[("合同 2026-018 机房设备", "3"), ("合同 2026-031 档案扫描", "4")];

fn identity(key: &str) -> RecordId {
    identity_of_code("contract", key)
}

/// Adds the contracts. Units, people and the budget must be there.
pub(super) fn fill(batch: &mut Batch) {
    for (row, mut values) in CONTRACTS.records() {
        let [key, ..] = row;
        let Some((life, lived)) = LIVES.records().find(|([of, ..], _)| of == key) else { continue };
        for (field, value) in lived.iter() {
            values.set(field.to_owned(), value.clone());
        }
        let [_, _, signed, ..] = life;
        if !signed.is_empty() {
            values =
                values.with("signer", people::link("A0003")).text("review", "条款完整，付款节点与预算一致。");
        }
        batch.create(CONTRACTS.register, identity(key), values);
    }
    for (paper, contract) in COMMITTED {
        let values = Values::new().with("contract", Value::Link(identity(contract)));
        batch.update("commitment", identity_of_code("commitment", paper), values);
    }
}
