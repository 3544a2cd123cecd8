#include "tickmark/base/error.hpp"
#include "tickmark/inspect/pdf_lint.hpp"

#include <gtest/gtest.h>

#include "pdf_sample.hpp"
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <vector>

namespace tickmark {

namespace {

using testing::count_of;
using testing::output_of;
using testing::sample_document;

constexpr unsigned jobs = 2;
constexpr std::size_t rows_per_section = 800;

/// Peak of this program and of as many engines as run at once, in megabytes: no less than what all
/// processes ever held together.
long peak_megabytes() {
    rusage own{};
    rusage engines{};
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &engines);
    return (own.ru_maxrss + static_cast<long>(jobs) * engines.ru_maxrss) / 1024;
}

class SoakPdfRegister: public ::testing::Test {
protected:
    PdfResult render(int rows) {
        const auto source = testing::register_of(rows, rows_per_section);
        return render_pdf(*source, sample_document(), {out(), scratch_.path(), jobs});
    }
    std::string out() const { return scratch_ / "out.pdf"; }

    /// The text of each page.
    std::vector<std::string> pages() const {
        std::vector<std::string> pages;
        std::istringstream text(output_of("pdftotext -layout " + out() + " -"));
        for (std::string page; std::getline(text, page, '\f');) {
            pages.push_back(std::move(page));
        }
        return pages;
    }

    testing::Scratch scratch_;
};

} // namespace

TEST_F(SoakPdfRegister, OfTwentyThousandRowsIsCompleteInFlatMemory) {
    constexpr int rows = 20'000;
    render(rows / 4);
    const long quarter = peak_megabytes();
    const PdfResult result = render(rows);
    const long whole = peak_megabytes();
    EXPECT_LT(whole, 500);
    EXPECT_LT(whole - quarter, 40) << "of " << quarter;

    const std::vector<std::string> texts = pages();
    ASSERT_EQ(texts.size(), result.pages);
    std::vector<int> found(rows + 1);
    for (const std::string& page : texts) {
        EXPECT_EQ(count_of(page, "Record "), 1U);
        for (std::size_t at = page.find("REC-"); at != std::string::npos;
             at = page.find("REC-", at + 1)) {
            ++found.at(static_cast<std::size_t>(std::stoi(page.substr(at + 4, 6))));
        }
    }
    for (int row = 1; row <= rows; ++row) {
        ASSERT_EQ(found[static_cast<std::size_t>(row)], 1) << row;
    }
    const auto faults = check_pdf(out());
    EXPECT_TRUE(faults.empty()) << describe(faults);
}

} // namespace tickmark
