#pragma once

#include "tickmark/data/expression.hpp"

#include <map>
#include <random>
#include <string>
#include <vector>

namespace tickmark::testing {

/// A dataset with fields of each type: i1 i2 n1 n2 b1 b2 d1 d2 t1 t2 s1 s2 e1 l1.
Dataset sample_dataset();

using SampleRow = std::map<std::string, StoredValue>;

/// Random well-typed expressions over the sample dataset, and rows with gaps; the same seed gives
/// the same.
class ExpressionMaker {
public:
    explicit ExpressionMaker(unsigned seed) : random_(seed) {}

    std::string condition(int depth);
    SampleRow row();

private:
    int below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
    std::string pick(const std::vector<std::string>& words);
    std::string comparison(int depth);
    std::string number(int depth);
    std::string date(int depth);
    std::string datetime(int depth);
    std::string text(int depth);

    std::mt19937 random_;
};

} // namespace tickmark::testing
