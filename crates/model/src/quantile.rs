//! Quantiles of type 7: linear between the two nearest values, as Excel's PERCENTILE.INC.

use crate::Decimal;

/// Where the quantile `of`/`out_of` of `n` sorted values lies: an index, and how far towards the next, in parts of
/// `out_of`. `None` without values. h = (n - 1) p, Hyndman and Fan 1996.
fn place(n: usize, of: usize, out_of: usize) -> Option<(usize, usize)> {
    let steps = n.checked_sub(1)? * of.min(out_of);
    Some((steps / out_of, steps % out_of))
}

/// Of whole days, sorted. In days.
pub fn of_days(sorted: &[i32], of: usize, out_of: usize) -> Option<f64> {
    let (at, part) = place(sorted.len(), of, out_of)?;
    let low = f64::from(*sorted.get(at)?);
    let high = sorted.get(at + 1).map_or(low, |high| f64::from(*high));
    Some(low + (high - low) * part as f64 / out_of as f64)
}

/// Of amounts, sorted; to hundredths. `None` also where the numbers are too large.
pub fn of_amounts(sorted: &[Decimal], of: usize, out_of: usize) -> Option<Decimal> {
    let (at, part) = place(sorted.len(), of, out_of)?;
    let low = *sorted.get(at)?;
    let high = sorted.get(at + 1).copied().unwrap_or(low);
    let step = high.checked_sub(low)?.checked_mul(Decimal::from(part))? / Decimal::from(out_of);
    Some(low.checked_add(step)?.round_dp(2).normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_a_spreadsheet() {
        let days = [1, 2, 4, 8, 16];
        for (percent, expected) in [(0, 1.0), (25, 2.0), (50, 4.0), (80, 9.6), (95, 14.4), (100, 16.0)] {
            let found = of_days(&days, percent, 100).unwrap();
            assert!((found - expected).abs() < 1e-9, "{percent}: {found}");
        }
        assert_eq!(of_days(&[], 1, 2), None);
        assert_eq!(of_days(&[7], 95, 100), Some(7.0));
        let amounts = [100, 200, 400, 1000].map(Decimal::from);
        assert_eq!(of_amounts(&amounts, 1, 3), Some(Decimal::from(200)));
        assert_eq!(of_amounts(&amounts, 2, 3), Some(Decimal::from(400)));
        assert_eq!(of_amounts(&amounts, 1, 2), Some(Decimal::from(300)));
        assert_eq!(of_amounts(&[], 1, 2), None);
    }
}
