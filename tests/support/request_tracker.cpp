#include "support/request_tracker.hpp"

#include "tickmark/base/text.hpp"
#include "tickmark/ports/http.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/StreamSocket.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace tickmark::testing {

namespace {

constexpr const char* account = "nobody";
constexpr const char* setup_program = "/usr/sbin/rt-setup-database-5";
constexpr const char* server_program = "/usr/share/request-tracker5/libexec/rt-server";
/// "root:administrator-of-tickets", as basic authentication sends it.
constexpr const char* administrator = "Basic cm9vdDphZG1pbmlzdHJhdG9yLW9mLXRpY2tldHM=";

std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' || c == '\\' ? "\\" + std::string(1, c) : std::string(1, c);
    }
    return out + "'";
}

std::string pairs(const std::map<std::string, std::string>& members) {
    std::string text;
    for (const auto& [name, value] : members) {
        text += quoted(name) + " => " + quoted(value) + ", ";
    }
    return text;
}

std::string site_config(const std::string& folder, unsigned short port) {
    return fmt::format(
        "Set($rtname, 'tests');\nSet($Organization, 'example.org');\nSet($Timezone, 'UTC');\n"
        "Set($DatabaseType, 'SQLite');\nSet($DatabaseName, '{0}/rt.db');\n"
        "Set($WebDomain, '127.0.0.1');\nSet($WebPort, {1});\nSet($WebPath, '');\n"
        "Set($LogToSyslog, undef);\nSet($LogToSTDERR, 'error');\nSet($MailCommand, 'testfile');\n"
        "Set($BcryptCost, 4);\n"
        "$RT::VarPath = '{0}';\n$RT::MasonDataDir = '{0}/mason';\n"
        "$RT::MasonSessionDir = '{0}/session';\n1;\n",
        folder,
        port);
}

/// What `rt-setup-database --action insert` reads: Perl. Tickets and the token come last, through
/// the same classes that the web interface uses.
std::string initial_data(const std::vector<TrackerQueue>& queues, const std::string& folder) {
    std::string names;
    std::string fields;
    std::string rights;
    std::string tickets;
    for (const TrackerQueue& queue : queues) {
        const std::string name = quoted(queue.name);
        names += "{ Name => " + name + " },\n";
        for (const auto& [field, type] : queue.fields) {
            fields += "{ Name => " + quoted(field) + ", Type => " + quoted(type) + ", Queue => " +
                      name + " },\n";
        }
        rights += "{ UserId => 'collector', Queue => " + name +
                  ", Right => ['SeeQueue', 'ShowTicket', 'SeeCustomField'] },\n";
        for (const TrackerTicket& ticket : queue.tickets) {
            tickets += "  [" + name + ", " + quoted(ticket.subject) + ", " + quoted(ticket.status) +
                       ", {" + pairs(ticket.fields) + "}],\n";
        }
    }
    return "our @Queues = (\n" + names + ");\nour @CustomFields = (\n" + fields +
           ");\nour @Users = ({ Name => 'collector', Password => 'collect-me-please', "
           "Privileged => 1, EmailAddress => 'collector@example.org' });\nour @ACL = (\n" +
           rights + ");\nmy @tickets = (\n" + tickets +
           ");\n"
           R"(our @Final = (sub {
    for my $wanted (@tickets) {
        my ($queue, $subject, $status, $fields) = @$wanted;
        my $ticket = RT::Ticket->new(RT->SystemUser);
        my ($id, undef, $words) = $ticket->Create(
            Queue => $queue, Subject => $subject, Status => $status, Requestor => 'root@localhost');
        die $words unless $id;
        while (my ($field, $value) = each %$fields) {
            my ($ok, $why) = $ticket->AddCustomFieldValue(Field => $field, Value => $value);
            die $why unless $ok;
        }
    }
    require RT::AuthToken;
    my $user = RT::User->new(RT->SystemUser);
    $user->Load('collector');
    my ($ok, $words, $text) = RT::AuthToken->new(RT->SystemUser)->Create(
        Owner => $user->Id, Description => 'tests');
    die $words unless $ok;
    open(my $file, '>', ')" +
           folder + R"(/token') or die $!;
    print $file $text;
    close $file;
});
1;
)";
}

} // namespace

RequestTracker::RequestTracker(const std::vector<TrackerQueue>& queues) : port_(free_port()) {
    for (const char* name : {"var", "var/mason", "var/session", "var/none"}) {
        make_folder_of(scratch_ / name, account);
    }
    const std::string folder = scratch_ / "var";
    scratch_.file("site.pm", site_config(folder, port_));
    run(
        {setup_program,
         "--action",
         "init",
         "--skip-create",
         "--root-password-file",
         scratch_.file("password", "administrator-of-tickets\n")});
    run(
        {setup_program,
         "--action",
         "insert",
         "--datafile",
         scratch_.file("data", initial_data(queues, folder))});
    // Plack's own server: one process, so that ending it ends all of it.
    server_ = std::make_unique<ServerProcess>(ServerSpec{
        command(
            {server_program,
             "--server",
             "Standalone",
             "--host",
             "127.0.0.1",
             "--port",
             std::to_string(port_)}),
        account,
        scratch_ / "log",
        folder});
    server_->wait_until([this] {
        try {
            const Poco::Net::StreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", port_));
            return true;
        } catch (const Poco::Exception&) {
            return false;
        }
    });
}

std::vector<std::string> RequestTracker::command(std::vector<std::string> words) const {
    words.insert(
        words.begin(),
        {"/usr/bin/env",
         "RT_SITE_CONFIG=" + (scratch_ / "site.pm"),
         "RT_SITE_CONFIG_DIR=" + (scratch_ / "var/none")});
    return words;
}

void RequestTracker::run(std::vector<std::string> words) const {
    ServerProcess({command(std::move(words)), account, scratch_ / "log", scratch_ / "var"})
        .wait_for_success();
}

std::string RequestTracker::url() const {
    return fmt::format("http://127.0.0.1:{}", port_);
}

std::string RequestTracker::token() const {
    return read_file(scratch_ / "var/token");
}

void RequestTracker::add(const std::string& queue, const TrackerTicket& ticket) const {
    nlohmann::json body{{"Queue", queue}, {"Subject", ticket.subject}, {"Status", ticket.status}};
    for (const auto& [name, value] : ticket.fields) {
        body["CustomFields"][name] = value;
    }
    HttpRequest request;
    request.method = "POST";
    request.url = parse_url(url() + "/REST/2.0/ticket").value();
    request.headers = {{"Authorization", administrator}, {"Content-Type", "application/json"}};
    request.body = body.dump();
    const HttpReply reply = open_http_client({})->send(request);
    constexpr int created = 201;
    if (reply.status != created) {
        throw std::runtime_error("adding a ticket: " + reply.words + " " + reply.body);
    }
}

} // namespace tickmark::testing
