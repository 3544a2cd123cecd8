#include "tickmark/collect/file_source.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/files.hpp"

#include <fmt/format.h>

namespace tickmark {

namespace {

Outcome outcome_of(const Error& error) {
    return error.code() == ErrorCode::no_permission ? Outcome::denied : Outcome::failed;
}

} // namespace

void check_files(const SourceConfig& source, Problems& problems) {
    if (source.paths.empty()) {
        problems.push_back(
            {source.at,
             "source '" + source.id + "': collector '" + source.collector + "' needs 'path'"});
    }
}

Fetched fetch_files(const SourceConfig& source, const FetchContext& context) {
    Fetched fetched;
    fetched.query = join(source.paths, "\n");
    for (const std::string& glob : source.paths) {
        const std::vector<std::string> paths = matching_paths(glob);
        if (paths.empty()) {
            fetched.outcome = Outcome::absent;
            fetched.note = "no file matches " + glob +
                           " (check path, and that whoever writes the files has done so)";
            return fetched;
        }
        for (const std::string& path : paths) {
            const std::string copy =
                fmt::format("{}/{:06}", context.spool_folder, fetched.payloads.size());
            try {
                copy_file_whole(path, copy);
            } catch (const Error& error) {
                if (error.code() == ErrorCode::no_space) {
                    throw;
                }
                fetched.outcome = outcome_of(error);
                fetched.note = error.what();
                if (error.parts().hint.empty()) {
                    fetched.note += " (look at the file, and at the disk or share it lies on)";
                }
                return fetched;
            }
            fetched.payloads.push_back({copy, path});
        }
    }
    return fetched;
}

} // namespace tickmark
