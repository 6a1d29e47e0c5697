//! Yaohua indicators (上海耀华 XK3190) and what speaks like them: continuous and command mode, the `=` formats, the lines of
//! the bench scales. None of them says whether a weight is stable.

mod bench;
mod equals;
mod six_digits;
mod tf0;
mod tf1;

pub use bench::{YAOHUA_A12_WW, YAOHUA_A12E_WG};
pub use equals::{YAOHUA_EQ_FORWARD, YAOHUA_EQ_REVERSED};
pub use tf0::{YAOHUA_TF0, encode};
pub use tf1::{YAOHUA_A22, YAOHUA_TF1};
