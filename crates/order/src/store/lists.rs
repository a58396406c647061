//! The order list: what it selects, filters and sums.
