#include "parts.hpp"

namespace tickmark::report {

namespace {

void add_query(Tree& list, const char* title, const RowQuery& query) {
    if (!query.empty()) {
        list.add(Tree::make_map().set("title", title).set("sql", query.sql));
    }
}

Tree item_of(const std::string& kind, const std::string& id, const std::string& title) {
    return Tree::make_map()
        .set("id", id)
        .set("title", title)
        .set("anchor", anchor_id("query-" + kind, id))
        .set("href", anchor_id(kind, id));
}

Tree collection_links(const std::vector<Collection>& collections) {
    Tree list = Tree::make_list();
    for (const Collection& collection : collections) {
        list.add(Tree::make_map()
                     .set("id", collection.id)
                     .set("href", anchor_id("collection", collection.id)));
    }
    return list;
}

} // namespace

Tree queries_part(const Parts& parts) {
    Tree tests = Tree::make_list();
    for (const ControlResult& control : parts.input.assessment.controls) {
        for (const TestResult& test : control.tests) {
            Tree queries = Tree::make_list();
            add_query(queries, "Population", test.population_rows);
            add_query(queries, "Exceptions", test.exception_rows);
            add_query(queries, "Undetermined", test.undetermined_rows);
            tests.add(item_of("test", test.definition.id, test.definition.title)
                          .set("queries", std::move(queries))
                          .set("collections", collection_links(test.collections)));
        }
    }
    Tree figures = Tree::make_list();
    for (const FigureResult& figure : parts.input.assessment.figures) {
        Tree queries = Tree::make_list();
        add_query(queries, "Records counted on", figure.denominator_rows);
        add_query(queries, "Among them, those that count", figure.numerator_rows);
        figures.add(item_of("figure", figure.definition.id, figure.definition.title)
                        .set("queries", std::move(queries))
                        .set("collections", collection_links(figure.collections)));
    }
    return Tree::make_map().set("tests", std::move(tests)).set("figures", std::move(figures));
}

} // namespace tickmark::report
