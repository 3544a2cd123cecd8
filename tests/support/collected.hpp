#pragma once

#include "tickmark/collect/collector.hpp"

#include <map>
#include <string>
#include <vector>

namespace tickmark::testing {

/// One row a collector's reader gave: column to text, lists joined with " | ".
using ReadRow = std::map<std::string, std::string>;

/// Reads one file with a collector, without a store. Rows with a fault hold it as "fault".
std::vector<ReadRow> read_rows(
    const std::string& collector,
    const std::string& path,
    const std::vector<std::string>& columns,
    const std::string& options = "{}");

/// How many rows have each value of a column.
std::map<std::string, int> tally(const std::vector<ReadRow>& rows, const std::string& column);

/// Collects `yaml` (the block `sources:`) into a store below `root` and gives the collections;
/// `root`/store can be looked at afterwards.
std::vector<Collection> collect_in(const std::string& root, const std::string& sources_yaml);

/// One column of a dataset as the store below `root` shows it, by record key.
std::vector<std::string>
stored_column(const std::string& root, const std::string& dataset, const std::string& column);

} // namespace tickmark::testing
