#pragma once

#include "tickmark/render/pdf/document.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

namespace tickmark {

/// One page set for the engine: a whole HTML file in, a PDF of its pages out.
struct EngineJob {
    std::string section; ///< for messages
    std::filesystem::path html;
    std::filesystem::path pdf;
    PageSize page = PageSize::letter;
    bool landscape = false;
    double top_mm = 22;
    double bottom_mm = 20;
    double side_mm = 18;
};

/// What one section may use up.
struct EngineLimits {
    std::chrono::milliseconds time{120'000};
    std::uint64_t cpu_seconds = 100;
    std::uint64_t memory_bytes = std::uint64_t{3} << 30U; ///< address space, not what is used
};

/// Turns HTML into PDF pages. The seam for another engine.
class HtmlEngine {
public:
    HtmlEngine() = default;
    HtmlEngine(const HtmlEngine&) = delete;
    HtmlEngine& operator=(const HtmlEngine&) = delete;
    HtmlEngine(HtmlEngine&&) = delete;
    HtmlEngine& operator=(HtmlEngine&&) = delete;
    virtual ~HtmlEngine() = default;
    /// Called from several threads at once.
    ///
    /// Errors: render_failed with the section's name; cancelled when `stop` was asked for
    virtual void render(const EngineJob& job, const std::stop_token& stop) const = 0;
};

/// wkhtmltopdf, unpatched as Debian has it, one process per section, without network, script or
/// local files.
class WkhtmltopdfEngine: public HtmlEngine {
public:
    explicit WkhtmltopdfEngine(EngineLimits limits = {}) : limits_(limits) {}
    void render(const EngineJob& job, const std::stop_token& stop) const override;

private:
    EngineLimits limits_;
};

/// The same with another engine, or other limits.
PdfResult render_pdf(
    SectionSource& sections,
    const PdfDocument& document,
    const PdfRun& run,
    const HtmlEngine& engine);

} // namespace tickmark
