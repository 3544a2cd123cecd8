#include "tickmark/base/error.hpp"
#include "tickmark/render/pdf/engine.hpp"

#include <gtest/gtest.h>

#include "pdf_sample.hpp"
#include <arpa/inet.h>
#include <filesystem>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tickmark {

namespace {

using testing::output_of;
using testing::sample_document;
using testing::section;

/// A port of this machine that somebody listens on, and that nobody may call.
class Trap {
public:
    Trap() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* plain = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(bind(socket_, plain, size), 0);
        EXPECT_EQ(listen(socket_, 16), 0);
        EXPECT_EQ(getsockname(socket_, plain, &size), 0);
        port_ = ntohs(address.sin_port);
    }
    Trap(const Trap&) = delete;
    Trap& operator=(const Trap&) = delete;
    ~Trap() { close(socket_); }
    std::string url(const std::string& path) const {
        return fmt::format("http://127.0.0.1:{}/{}", port_, path);
    }
    bool was_called() const {
        pollfd watched{socket_, POLLIN, 0};
        return poll(&watched, 1, 0) > 0;
    }

private:
    int socket_;
    int port_ = 0;
};

/// Everything that a page can try, without the policy that our own pages carry.
std::string hostile_page(const Trap& trap, const std::string& secret) {
    std::string page = "<html><head><meta charset=utf-8>";
    page += "<link rel=stylesheet href='" + trap.url("a.css") + "'><style>@import url('" +
            trap.url("b.css") + "'); @font-face{font-family:x;src:url('" + trap.url("c.ttf") +
            "')} p{font-family:x;background:url('" + trap.url("d.png") + "')}</style>";
    page += "<script src='" + trap.url("e.js") + "'></script></head><body><p>visible</p>";
    page += "<img src='" + trap.url("f.png") + "'><iframe src='" + trap.url("g") +
            "'></iframe><iframe src='file://" + secret + "'></iframe><object data='file://" +
            secret + "'></object><embed src='file://" + secret + "'>";
    page += "<svg><image xlink:href='" + trap.url("h.png") + "'/></svg><a href='file://" + secret +
            "'>link</a>";
    page +=
        "<script>document.write('script ran');var x=new XMLHttpRequest();x.open('GET','file://" +
        secret + "',false);try{x.send();document.write(x.responseText)}catch(e){}</script>";
    return page + "</body></html>";
}

class SystemHostile: public ::testing::Test {
protected:
    std::string render_raw(const std::string& page) {
        const std::string html = scratch_.file("page.html", page);
        EngineJob job;
        job.section = "hostile";
        job.html = html;
        job.pdf = scratch_ / "page.pdf";
        try {
            WkhtmltopdfEngine().render(job, {});
        } catch (const Error&) {
            // Refusing to make the page is as good as making it without what it asks for.
        }
        return std::filesystem::exists(job.pdf) ? output_of("pdftotext " + job.pdf.string() + " -")
                                                : "";
    }

    testing::Scratch scratch_;
};

/// An engine that is some other program.
class OtherEngine: public HtmlEngine {
public:
    explicit OtherEngine(std::string script) : script_(std::move(script)) {}
    void render(const EngineJob& job, const std::stop_token& /*stop*/) const override {
        if (job.section != "bad") {
            WkhtmltopdfEngine().render(job, {});
            return;
        }
        const std::string said = output_of("sh -c '" + script_ + "' engine " + job.pdf.string());
    }

private:
    std::string script_;
};

} // namespace

TEST_F(SystemHostile, PageReachesNoPortNoFileAndRunsNoScript) {
    const Trap trap;
    const std::string secret = scratch_.file("secret.txt", "PLANTED-SECRET");
    const std::string text = render_raw(hostile_page(trap, secret));
    EXPECT_FALSE(trap.was_called());
    EXPECT_EQ(text.find("PLANTED-SECRET"), std::string::npos) << text;
    EXPECT_EQ(text.find("script ran"), std::string::npos) << text;
}

TEST_F(SystemHostile, PageIsNotLedElsewhere) {
    const Trap trap;
    render_raw(
        "<html><head><meta http-equiv=refresh content='0;url=" + trap.url("x") +
        "'></head><body>a</body></html>");
    EXPECT_FALSE(trap.was_called());
}

TEST_F(SystemHostile, EscapedDataIsPrintedAsText) {
    SectionList list({section(
        "names",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=1&gt; "
        "&quot;&gt;&lt;/td&gt; &amp;lt;b&amp;gt;</p>")});
    const std::string out = scratch_ / "out.pdf";
    render_pdf(list, sample_document(), {out, scratch_.path(), 1});
    EXPECT_NE(
        output_of("pdftotext -layout " + out + " -")
            .find("<script>alert(1)</script> <img src=x onerror=1> \"></td> &lt;b&gt;"),
        std::string::npos);
}

TEST_F(SystemHostile, ARunawaySectionIsStoppedAndNamed) {
    EngineLimits limits;
    limits.time = std::chrono::milliseconds(1);
    SectionList list({section("endless", "<p>a</p>")});
    const std::string out = scratch_ / "out.pdf";
    PdfDocument document = sample_document();
    document.stamps = {};
    try {
        render_pdf(list, document, {out, scratch_.path(), 1}, WkhtmltopdfEngine(limits));
        FAIL() << "it was not stopped";
    } catch (const Error& error) {
        EXPECT_EQ(exit_code(error.code()), 5);
        EXPECT_NE(std::string(error.what()).find("endless"), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("time limit"), std::string::npos) << error.what();
    }
    EXPECT_TRUE(std::filesystem::is_empty(scratch_.path()));
}

TEST_F(SystemHostile, AnEngineOutOfMemoryIsNamed) {
    EngineLimits limits;
    limits.memory_bytes = 64U << 20U;
    SectionList list({section("greedy", "<p>a</p>")});
    PdfDocument document = sample_document();
    document.stamps = {};
    try {
        render_pdf(
            list, document, {scratch_ / "out.pdf", scratch_.path(), 1}, WkhtmltopdfEngine(limits));
        FAIL() << "it was not stopped";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("greedy"), std::string::npos) << error.what();
    }
    EXPECT_TRUE(std::filesystem::is_empty(scratch_.path()));
}

TEST_F(SystemHostile, ABrokenOrMissingPageFileIsNamed) {
    for (const char* script : {"echo garbage > $1", "true"}) {
        SectionList list({section("good", "<p>a</p>"), section("bad", "<p>b</p>")});
        try {
            render_pdf(
                list,
                sample_document(),
                {scratch_ / "out.pdf", scratch_.path(), 2},
                OtherEngine(script));
            FAIL() << script;
        } catch (const Error& error) {
            EXPECT_EQ(exit_code(error.code()), 5);
            EXPECT_NE(std::string(error.what()).find("\"bad\""), std::string::npos) << error.what();
        }
        EXPECT_TRUE(std::filesystem::is_empty(scratch_.path()));
    }
}

} // namespace tickmark
