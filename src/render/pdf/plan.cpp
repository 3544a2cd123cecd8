#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include "volume_internal.hpp"
#include <array>
#include <fmt/format.h>
#include <utility>

namespace tickmark::pdf {

namespace {

std::filesystem::path volume_path(const std::filesystem::path& out, std::size_t index) {
    if (index == 0) {
        return out;
    }
    return out.parent_path() /
           fmt::format("{}-volume-{}{}", out.stem().string(), index + 1, out.extension().string());
}

void add_section(DocumentPlan& plan, const FinishedSection& section, std::size_t limit) {
    const bool full = !plan.volumes.empty() && plan.volumes.back().pages > 0 &&
                      plan.volumes.back().pages + section.pages > limit;
    if (plan.volumes.empty() || full) {
        VolumePlan volume;
        volume.first_page = plan.pages;
        plan.volumes.push_back(std::move(volume));
    }
    VolumePlan& volume = plan.volumes.back();
    volume.parts.push_back({&section, plan.pages});
    volume.pages += section.pages;
    if (section.front_matter && plan.front_pages == plan.pages) {
        plan.front_pages += section.pages;
    }
    plan.pages += section.pages;
}

[[noreturn]] void
refuse(const FinishedSection& section, const std::string& why, const std::string& hint) {
    throw Error(
        ErrorCode::render_failed, {"linking section \"" + section.name + "\"", why, "", hint});
}

void collect_places(DocumentPlan& plan) {
    for (std::size_t volume = 0; volume < plan.volumes.size(); ++volume) {
        for (const VolumePart& part : plan.volumes[volume].parts) {
            for (const SectionTarget& target : part.section->targets) {
                const Place place{volume, part.first_page + target.page, target.top};
                if (!plan.places.emplace(target.id, place).second) {
                    refuse(
                        *part.section,
                        "the id \"" + target.id + "\" is given twice in the document",
                        "");
                }
            }
        }
    }
}

void check_references(const DocumentPlan& plan, const std::vector<FinishedSection>& sections) {
    std::vector<std::string> known;
    for (const FinishedSection& section : sections) {
        for (const std::string& id : section.references) {
            if (plan.places.find(id) != plan.places.end()) {
                continue;
            }
            for (const auto& [name, place] : plan.places) {
                known.push_back(name);
            }
            refuse(
                section,
                "a link points to \"" + id + "\", which no section has" + did_you_mean(id, known),
                "give some element of the document this id");
        }
    }
}

} // namespace

std::string roman(std::size_t number) {
    constexpr std::array<std::pair<std::size_t, const char*>, 13> steps{
        {{1000, "m"},
         {900, "cm"},
         {500, "d"},
         {400, "cd"},
         {100, "c"},
         {90, "xc"},
         {50, "l"},
         {40, "xl"},
         {10, "x"},
         {9, "ix"},
         {5, "v"},
         {4, "iv"},
         {1, "i"}}};
    std::string out;
    for (const auto& [value, letters] : steps) {
        for (; number >= value; number -= value) {
            out += letters;
        }
    }
    return out;
}

std::string bates_number(const PdfBates& bates, std::size_t page) {
    return fmt::format("{}{:0{}}", bates.prefix, bates.start + page, bates.width);
}

std::string DocumentPlan::label(std::size_t page) const {
    return page < front_pages ? roman(page + 1) : std::to_string(page - front_pages + 1);
}

std::string DocumentPlan::label_of_total(std::size_t page) const {
    if (page < front_pages) {
        return "Page " + label(page);
    }
    return fmt::format("Page {} of {}", label(page), pages - front_pages);
}

DocumentPlan plan_document(
    const std::vector<FinishedSection>& sections,
    const PdfDocument& document,
    const std::filesystem::path& out) {
    DocumentPlan plan;
    for (const FinishedSection& section : sections) {
        add_section(plan, section, document.volume_pages);
    }
    for (std::size_t i = 0; i < plan.volumes.size(); ++i) {
        plan.volumes[i].out = volume_path(out, i);
    }
    collect_places(plan);
    check_references(plan, sections);
    return plan;
}

} // namespace tickmark::pdf
