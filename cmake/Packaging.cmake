# What `cmake --install` and the .deb carry: the program and the data it reads.
include(GNUInstallDirs)
install(TARGETS tickmark RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
foreach(folder datasets catalogs controls templates)
    install(DIRECTORY ${folder} DESTINATION ${CMAKE_INSTALL_DATADIR}/tickmark)
endforeach()
install(DIRECTORY examples/meridian DESTINATION ${CMAKE_INSTALL_DATADIR}/tickmark/examples
        PATTERN ".tickmark" EXCLUDE PATTERN "output" EXCLUDE PATTERN "__pycache__" EXCLUDE)
install(DIRECTORY collectors/presets DESTINATION ${CMAKE_INSTALL_DATADIR}/tickmark/collectors)
install(FILES docs/tickmark.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/tickmark/docs)
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "tickmark maintainers")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "audit evidence and reporting generator")
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_STRIP_FILES ON)
# The package is made of what was built; making it does not build again.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "wkhtmltopdf, icc-profiles-free, fonts-dejavu-core, fonts-noto-core, fonts-noto-cjk, fontconfig, tzdata, ca-certificates")
include(CPack)
