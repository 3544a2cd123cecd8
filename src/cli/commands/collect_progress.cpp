#include "collect_progress.hpp"

#include "tickmark/base/text.hpp"

#include "../print_internal.hpp"
#include <fmt/format.h>
#include <ostream>

namespace tickmark::cli_commands {

namespace {

std::string summary(const Collection& collection) {
    if (collection.outcome != Outcome::complete) {
        return fmt::format(
            "{}: {}: {}; the data collected before stands",
            collection.source,
            name_of(collection.outcome),
            collection.note);
    }
    std::string text = fmt::format(
        "{}: {} {} of {} ({} added, {} changed, {} closed)",
        collection.source,
        with_thousands(collection.rows),
        collection.rows == 1 ? "row" : "rows",
        collection.dataset,
        with_thousands(collection.added),
        with_thousands(collection.changed),
        with_thousands(collection.closed));
    if (collection.rejected > 0) {
        text += fmt::format(", {} rejected", with_thousands(collection.rejected));
    }
    return text;
}

std::string doing(CollectStep::Stage stage) {
    switch (stage) {
    case CollectStep::Stage::waiting:
        return "read, waits for those before it,";
    case CollectStep::Stage::loading:
        return "loading";
    case CollectStep::Stage::fetching:
    case CollectStep::Stage::stopped:
        break;
    }
    return {};
}

} // namespace

CollectReporter::CollectReporter(const CommandContext& context, const Clock& now) :
    context_(context) {
    if (context.quiet) {
        return;
    }
    if (context.terminal) {
        display_.emplace(context.err, now, context.terminal_size);
    } else {
        log_.emplace(context.err, now);
    }
}

CollectProgress CollectReporter::progress() {
    CollectProgress progress;
    progress.ended = [this](const Collection& collection) { ended(collection); };
    if (context_.quiet) {
        return progress;
    }
    progress.started = [this](const std::string& source) {
        step({source, CollectStep::Stage::fetching, 0, {}, false});
    };
    progress.step = [this](const CollectStep& one) { step(one); };
    progress.idle = [this] {
        if (display_) {
            display_->draw();
        }
    };
    return progress;
}

void CollectReporter::step(const CollectStep& step) {
    if (step.stage == CollectStep::Stage::stopped) {
        remove(step.source);
        return;
    }
    const cli_internal::ProgressLine line{
        step.source, doing(step.stage), step.rows, step.total, step.estimated, 0};
    if (display_) {
        display_->set(line);
    } else if (log_) {
        log_->set(line);
    }
}

void CollectReporter::remove(const std::string& source) {
    if (display_) {
        display_->remove(source);
    } else if (log_) {
        log_->remove(source);
    }
}

void CollectReporter::ended(const Collection& collection) {
    const bool failed = collection.outcome != Outcome::complete;
    if (context_.quiet && (!failed || context_.json)) {
        return;
    }
    const std::string text = cli_internal::printable(summary(collection));
    if (failed && text == last_failure_) {
        return;
    }
    last_failure_ = failed ? text : "";
    remove(collection.source);
    if (display_) {
        display_->clear();
    }
    std::ostream& out = context_.json || context_.quiet ? context_.err : context_.out;
    out << text << "\n" << std::flush;
    if (display_) {
        display_->draw(true);
    }
}

} // namespace tickmark::cli_commands
