#include "tickmark/report/tree.hpp"

#include <algorithm>
#include <utility>

namespace tickmark {

Tree Tree::make_text(std::string_view text) {
    Tree tree;
    tree.text_ = text;
    return tree;
}

Tree Tree::make_markup(std::string html) {
    Tree tree;
    tree.kind_ = Kind::markup;
    tree.text_ = std::move(html);
    return tree;
}

Tree Tree::make_truth(bool truth) {
    Tree tree;
    tree.kind_ = Kind::truth;
    tree.truth_ = truth;
    return tree;
}

Tree Tree::make_list(std::vector<Tree> items) {
    Tree tree;
    tree.kind_ = Kind::list;
    tree.items_ = std::move(items);
    return tree;
}

Tree Tree::make_map() {
    Tree tree;
    tree.kind_ = Kind::map;
    return tree;
}

Tree Tree::make_stream(Open open) {
    Tree tree;
    tree.kind_ = Kind::stream;
    tree.open_ = std::move(open);
    return tree;
}

Tree Tree::make_writer(Write write) {
    Tree tree;
    tree.kind_ = Kind::writer;
    tree.write_ = std::move(write);
    return tree;
}

Tree& Tree::set(std::string_view name, Tree value) {
    const auto at = std::find(names_.begin(), names_.end(), name);
    if (at != names_.end()) {
        items_[static_cast<std::size_t>(at - names_.begin())] = std::move(value);
    } else {
        names_.emplace_back(name);
        items_.push_back(std::move(value));
    }
    return *this;
}

Tree& Tree::add(Tree item) {
    items_.push_back(std::move(item));
    return *this;
}

const Tree* Tree::find(std::string_view name) const noexcept {
    if (kind_ != Kind::map) {
        return nullptr;
    }
    const auto at = std::find(names_.begin(), names_.end(), name);
    return at == names_.end() ? nullptr : &items_[static_cast<std::size_t>(at - names_.begin())];
}

} // namespace tickmark
