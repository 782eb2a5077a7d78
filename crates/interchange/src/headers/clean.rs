//! Header texts in a form in which they can be compared.

use crate::text::{fold, is_cjk};

/// A header's comparable forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Forms {
    /// Lower-case words with single spaces; brackets and signs are gone, what was in the brackets is not.
    pub(crate) full: String,
    /// The same without what was in brackets.
    pub(crate) bare: String,
}

impl Forms {
    pub(crate) fn of(header: &str) -> Self {
        let folded = fold(header);
        let full = words(&folded);
        let bare = words(&outside_brackets(&folded));
        Self { bare: if bare.is_empty() { full.clone() } else { bare }, full }
    }

    /// Whether the header speaks of a date or time.
    pub(super) fn names_a_date(&self) -> bool {
        const PARTS: [&str; 5] = ["日期", "时间", "日子", "截止", "日"];
        self.full.split(' ').any(|word| matches!(word, "date" | "time" | "deadline" | "on" | "at" | "when" | "day"))
            || ["date", "time"].iter().any(|end| self.full.ends_with(end))
            || PARTS.iter().any(|part| self.full.ends_with(part))
    }

    /// Whether the header speaks of an identifier, a phone number or another number one does not reckon with.
    pub(super) fn names_a_label(&self) -> bool {
        const ENDS: [&str; 14] = [
            "编号", "编码", "单号", "代码", "号码", "手机", "电话", "邮编", "工号", "号", "phone", "mobile", "code",
            "sku",
        ];
        self.full.split(' ').any(|word| matches!(word, "id" | "ids" | "uuid" | "no" | "zip" | "tel" | "fax"))
            || ENDS.iter().any(|end| self.full.ends_with(end))
            || self.full.ends_with("id")
    }
}

fn outside_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// Splits `StageName`, `stage_name`, `Stage-Name` and `Stage: name` into the same words.
fn words(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len() + 4);
    let mut gap = false;
    for (at, &c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            // Apostrophes join: `What's next`.
            gap |= c != '\'';
            continue;
        }
        let last = at.checked_sub(1).map(|before| chars[before]);
        // `CRMId` has two words; `IDs` has one.
        let is_plural = chars.get(at + 1) == Some(&'s') && !chars.get(at + 2).is_some_and(|next| next.is_lowercase());
        let next_is_lower = chars.get(at + 1).is_some_and(|next| next.is_lowercase()) && !is_plural;
        gap |= c.is_uppercase()
            && last.is_some_and(|last| {
                last.is_lowercase() || last.is_ascii_digit() || (last.is_uppercase() && next_is_lower)
            });
        if std::mem::take(&mut gap) && !is_cjk(c) && out.chars().next_back().is_some_and(|last| !is_cjk(last)) {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    out.replace("organis", "organiz")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_header_in_many_dresses_has_one_form() {
        for (header, full, bare) in [
            ("\u{feff}Opportunity Name", "opportunity name", "opportunity name"),
            ("opportunity_name", "opportunity name", "opportunity name"),
            ("OpportunityName *", "opportunity name", "opportunity name"),
            ("  OPPORTUNITY-NAME：", "opportunity name", "opportunity name"),
            ("AccountID", "account id", "account id"),
            ("CRMId", "crm id", "crm id"),
            ("Associated Company IDs", "associated company ids", "associated company ids"),
            ("Deal - Stage (pipeline)", "deal stage pipeline", "deal stage"),
            ("Organisation", "organization", "organization"),
            ("＊商机 名称＊", "商机名称", "商机名称"),
            ("金额（万元）", "金额万元", "金额"),
            ("partner_id/id", "partner id id", "partner id id"),
            ("Probability (%)", "probability", "probability"),
            ("(none)", "none", "none"),
        ] {
            let forms = Forms::of(header);
            assert_eq!((forms.full.as_str(), forms.bare.as_str()), (full, bare), "{header}");
        }
    }

    #[test]
    fn headers_that_name_dates_are_known() {
        for header in ["Close Date", "closedate", "created_at", "Closed on", "预计成交日期", "创建时间", "Won time"]
        {
            assert!(Forms::of(header).names_a_date(), "{header}");
        }
        for header in ["Amount", "金额", "Candidate name", "Station", "region"] {
            assert!(!Forms::of(header).names_a_date(), "{header}");
        }
    }
}
