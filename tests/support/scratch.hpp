#pragma once

#include "tickmark/ports/files.hpp"

#include "support/places.hpp"
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace tickmark::testing {

/// A folder for one test, gone at its end, with short hands for files in it.
class Scratch {
public:
    const std::string& path() const { return folder_.path(); }
    std::string operator/(const std::string& name) const { return path() + "/" + name; }
    /// Writes a file (folders on the way are made) and returns its path.
    std::string file(const std::string& name, std::string_view bytes) const {
        const std::string whole = path() + "/" + name;
        std::filesystem::create_directories(std::filesystem::path(whole).parent_path());
        std::ofstream out(whole, std::ios::binary);
        out << bytes;
        return whole;
    }

private:
    ScratchFolder folder_;
};

} // namespace tickmark::testing
