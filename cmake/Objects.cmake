# One object library for the program, the tests and the benchmarks: every file compiles once.
file(GLOB_RECURSE tickmark_sources CONFIGURE_DEPENDS
     "${CMAKE_SOURCE_DIR}/src/*.cpp" "${CMAKE_SOURCE_DIR}/collectors/*.cpp")
list(REMOVE_ITEM tickmark_sources "${CMAKE_SOURCE_DIR}/src/main.cpp")

tickmark_registry(KIND collector TYPE Collector DIR "${CMAKE_SOURCE_DIR}/collectors"
                  OUT "${CMAKE_BINARY_DIR}/generated/collector_registry.cpp")

file(GLOB_RECURSE tickmark_headers CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/include/*.hpp")

add_library(tickmark_objects OBJECT ${tickmark_sources}
            "${CMAKE_BINARY_DIR}/generated/collector_registry.cpp")
target_sources(tickmark_objects PUBLIC FILE_SET public_headers TYPE HEADERS
               BASE_DIRS "${CMAKE_SOURCE_DIR}/include" FILES ${tickmark_headers})
target_include_directories(tickmark_objects PUBLIC "${CMAKE_SOURCE_DIR}/include"
                           PRIVATE "${CMAKE_SOURCE_DIR}/src")
target_compile_options(tickmark_objects PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wnull-dereference)
target_compile_definitions(tickmark_objects PUBLIC POINTERHOLDER_TRANSITION=4)
# Only where they are used: a path of this tree in every command would keep checkouts from sharing
# ccache.
set_source_files_properties("${CMAKE_SOURCE_DIR}/src/config/shipped.cpp" PROPERTIES COMPILE_DEFINITIONS
    "TICKMARK_VERSION=\"${PROJECT_VERSION}\";TICKMARK_SOURCE_DIR=\"${CMAKE_SOURCE_DIR}\"")
target_link_libraries(tickmark_objects PUBLIC
    Poco::Foundation Poco::XML Poco::Zip Poco::Net Poco::NetSSL Poco::Data Poco::DataSQLite Poco::DataODBC
    yaml-cpp nlohmann_json::nlohmann_json fmt::fmt CLI11::CLI11 OpenSSL::Crypto OpenSSL::SSL
    EXPAT::EXPAT date::date date::date-tz Threads::Threads
    PkgConfig::ZSTD PkgConfig::XLSXWRITER PkgConfig::QPDF PkgConfig::FREETYPE
    PkgConfig::HARFBUZZ PkgConfig::FONTCONFIG PkgConfig::SQLITE PkgConfig::LDAP
    PkgConfig::PQ PkgConfig::MARIADB ODBC::ODBC)
