//! Seeded randomness with the same draws on every machine.
//!
//! Only additions, multiplications and divisions: `f64::exp` and its relatives come from each platform's own library
//! and may differ in the last digit, which would move a day here and there.

/// Splitmix64 (Steele, Lea, Flood 2014): tiny, and good enough for a story.
pub(crate) struct Random(u64);

impl Random {
    /// Independent draws for each `stream` of one seed, so that more text never changes who won.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut random = Self(seed ^ stream.wrapping_mul(0xd6e8_feb8_6659_fd93));
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to, not including, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// From 0 up to, not including, `n`; 0 where there is nothing to choose from.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let wide = (self.next() >> 32) * n as u64;
        usize::try_from(wide >> 32).unwrap_or(0)
    }

    /// Both ends included.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = usize::try_from(high - low + 1).unwrap_or(1);
        low + i32::try_from(self.below(span)).unwrap_or(0)
    }

    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// An index, each as likely as its weight says.
    pub(crate) fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut at = self.unit() * f64::from(weights.iter().sum::<u32>());
        for (index, weight) in weights.iter().enumerate() {
            at -= f64::from(*weight);
            if at < 0.0 {
                return index;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// A standard normal deviate, near enough: twelve uniform ones less six.
    pub(crate) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// A factor around 1, as often doubled as halved; tails are cut so that no single draw tells an odd story.
    pub(crate) fn factor(&mut self, sigma: f64) -> f64 {
        exp(self.normal().clamp(-1.9, 1.9) * sigma)
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// e to the x, to about a thousandth for the small arguments used here.
pub(crate) fn exp(x: f64) -> f64 {
    (0..12).fold(1.0 + x / 4096.0, |power, _| power * power)
}

/// The probability that belongs to log odds.
pub(crate) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + exp(-log_odds))
}

/// To the nearest whole number; sample amounts and days are far from the ends.
#[expect(clippy::cast_possible_truncation, reason = "saturates, and the values are small")]
pub(crate) fn whole(value: f64) -> i32 {
    (value + if value < 0.0 { -0.5 } else { 0.5 }) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_spread_as_they_say() {
        let mut random = Random::new(7, 1);
        let n = 20_000;
        let mean = (0..n).map(|_| random.normal()).sum::<f64>() / f64::from(n);
        assert!(mean.abs() < 0.03, "{mean}");
        let hits = (0..n).filter(|_| random.weighted(&[1, 3]) == 1).count();
        assert!((14_600..15_400).contains(&hits), "{hits}");
        assert!((0..n).all(|_| (-2..=5).contains(&random.between(-2, 5))));
    }

    #[test]
    fn exp_is_near_enough() {
        for x in [-3.0, -0.5, 0.0, 0.7, 2.0_f64] {
            assert!((exp(x) / x.exp() - 1.0).abs() < 0.002, "{x}");
        }
        assert_eq!([whole(-1.5), whole(-0.4), whole(0.5), whole(2.4)], [-2, 0, 1, 2]);
    }
}
