#include "tickmark/collect/registry.hpp"

namespace tickmark {

const Collector* find_collector(std::string_view id) {
    for (const CollectorEntry& entry : all_collectors()) {
        if (entry.id == id) {
            return &entry.get();
        }
    }
    return nullptr;
}

} // namespace tickmark
