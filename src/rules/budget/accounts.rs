//! 科目: the codes of the economic classification of expenditure (支出经济分类) that rules name.

/// 三公经费: travel abroad, official hospitality, running and buying of official cars.
pub const THREE_PUBLIC: [&str; 4] = ["30212", "30217", "30231", "31013"];

/// The code at the beginning of an account, as 30217 of `30217 公务接待费`; empty where it has none.
pub fn code_of(account: &str) -> &str {
    let account = account.trim();
    let end = account.find(|character: char| !character.is_ascii_digit()).unwrap_or(account.len());
    account.get(..end).unwrap_or_default()
}

/// Whether an account belongs to the 三公经费, finer accounts below its codes included.
pub fn is_three_public(account: &str) -> bool {
    THREE_PUBLIC.iter().any(|code| code_of(account).starts_with(code))
}
