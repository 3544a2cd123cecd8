#pragma once

#include <string>

namespace tickmark::testing {

/// A file of the project ("datasets/training.yaml"); "" gives the project's folder.
std::string project_file(const std::string& name);

/// The folder this program was built in.
std::string build_folder();

/// The built `tickmark`.
std::string built_program();

/// A file beside the project that nobody here wrote ("samples/rt/rt_tickets_p1.json"); empty when
/// absent: then the test says so and skips.
std::string sample_file(const std::string& name);

} // namespace tickmark::testing
