//! Texts of what can go wrong with the file or the disk.

use super::Entry;

/// The rows.
pub(super) const ENTRIES: &[Entry] = &[
    (
        "store.not_found",
        "找不到文件 {path}。请检查路径。",
        "找不到文件 {path}。請檢查路徑。",
        "There is no file {path}. Check the path.",
    ),
    (
        "store.exists",
        "文件 {path} 已存在，未作改动。请换一个文件名，或打开现有文件。",
        "文件 {path} 已存在，未作改動。請換一個文件名，或打開現有文件。",
        "There is already a file {path}; it was not touched. Choose another name, or open that file.",
    ),
    (
        "store.not_an_office",
        "{path} 不是办公室文件，或已损坏到无法识别。请选择其他文件，或从备份恢复。",
        "{path} 不是辦公室文件，或已損壞到無法識別。請選擇其他文件，或從備份恢復。",
        "{path} is not an office file, or is too damaged to be recognised. Choose another file, or restore a backup.",
    ),
    (
        "store.already_open",
        "办公室文件 {path} 已在另一个窗口或程序中打开。请切换到那个窗口，或将其关闭后重试。",
        "辦公室文件 {path} 已在另一個窗口或程序中打開。請切換到那個窗口，或將其關閉後重試。",
        "The office {path} is already open in another window or program. Go to that window, or close it and try again.",
    ),
    (
        "store.newer",
        "此文件的格式版本为 {found}，本程序最高支持 {known}。请更新程序后再打开。",
        "此文件的格式版本為 {found}，本程序最高支持 {known}。請更新程序後再打開。",
        "The file has format {found}; this program knows formats up to {known}. Update the program, then open the file.",
    ),
    (
        "store.network_share",
        "文件 {path} 位于网络共享，无法保证数据安全，因此未打开。请把文件放到本机磁盘上。",
        "文件 {path} 位於網絡共享，無法保證數據安全，因此未打開。請把文件放到本機磁盤上。",
        "The file {path} lies on a network share, where the data can't be kept safe, so it was not opened. Put it on a disk of this computer.",
    ),
    (
        "store.read_only",
        "没有写入 {path} 的权限。请检查文件和文件夹的权限，或换一个位置。",
        "沒有寫入 {path} 的權限。請檢查文件和文件夾的權限，或換一個位置。",
        "There is no permission to write {path}. Check the permissions of the file and its folder, or choose another place.",
    ),
    (
        "store.disk_full",
        "磁盘已满，没有写入。请释放空间后重试。",
        "磁盤已滿，沒有寫入。請釋放空間後重試。",
        "The disk is full; nothing was written. Free some space and try again.",
    ),
    (
        "store.damaged_pages",
        "数据页与校验和不符",
        "數據頁與校驗和不符",
        "a page of the file does not match its checksum",
    ),
    ("store.damaged_tables", "表的结构不符", "表的結構不符", "a table is not what it should be"),
    (
        "store.damaged",
        "文件中有损坏的数据：{what}。请停止录入，运行检查，并从最近的备份恢复。",
        "文件中有損壞的數據：{what}。請停止錄入，運行檢查，並從最近的備份恢復。",
        "Data in the file is damaged: {what}. Stop entering data, run the check, and restore the latest backup.",
    ),
    (
        "store.io",
        "读写磁盘失败：{detail}。请检查磁盘是否连接正常，然后重试。",
        "讀寫磁盤失敗：{detail}。請檢查磁盤是否連接正常，然後重試。",
        "Reading or writing the disk failed: {detail}. Check that the disk is connected, then try again.",
    ),
    (
        "store.no_folder",
        "找不到文件夹 {path}。请接上磁盘，或检查路径。",
        "找不到文件夾 {path}。請接上磁盤，或檢查路徑。",
        "There is no folder {path}. Plug in its disk or check the path",
    ),
    (
        "store.stopped",
        "此前的磁盘错误使写入停止，最近的改动可能未保存。请关闭文件后重新打开。",
        "此前的磁盤錯誤使寫入停止，最近的改動可能未保存。請關閉文件後重新打開。",
        "An earlier disk failure stopped writing; the latest changes may not be saved. Close the file and open it again.",
    ),
    (
        "store.sealed",
        "文件 {path} 已加密，需要登录后才能打开。",
        "文件 {path} 已加密，需要登錄後才能打開。",
        "The file {path} is encrypted. Sign in to open it.",
    ),
    (
        "store.cancelled",
        "已按要求停止，没有留下未完成的文件。",
        "已按要求停止，沒有留下未完成的文件。",
        "It was stopped as asked; nothing unfinished was left behind.",
    ),
    (
        "store.overtaken",
        "整理期间有人修改了数据，文件未作改动。请稍后重试。",
        "整理期間有人修改了數據，文件未作改動。請稍後重試。",
        "Somebody changed the office meanwhile, so the file was left as it is. Try again later.",
    ),
    (
        "store.slots_full",
        "加密文件的账号数已达上限，未新增账号。请停用不再使用的账号，或先解密再加密以扩大容量。",
        "加密文件的帳號數已達上限，未新增帳號。請停用不再使用的帳號，或先解密再加密以擴大容量。",
        "The encrypted file has no room for another account; none was added. Remove accounts that are no longer used, or decrypt and encrypt the file to make room.",
    ),
    (
        "store.no_key",
        "“{name}”的内容已密封，当前账号没有它的密钥。请由知悉范围内的人员登录一次，密钥即授予有权知悉的账号。",
        "「{name}」的內容已密封，當前帳號沒有它的密鑰。請由知悉範圍內的人員登錄一次，密鑰即授予有權知悉的帳號。",
        "The content of {name} is sealed, and this account does not have its key. Accounts that may know it are given the key when somebody who has it signs in.",
    ),
    (
        "store.encoding",
        "一条数据无法编码或解码：{detail}。请运行检查，并将结果告知系统管理员。",
        "一條數據無法編碼或解碼：{detail}。請運行檢查，並將結果告知系統管理員。",
        "A value could not be encoded or decoded: {detail}. Run the check and tell the system administrator what it says.",
    ),
];
