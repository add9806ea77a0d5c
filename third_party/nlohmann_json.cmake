# nlohmann-json 3.11.2, MIT. Reads JSON (vectors, schemas, catalogues): saves us a JSON parser.
finwait_header_only(nlohmann_json::nlohmann_json nlohmann/json.hpp found)
if(NOT found AND FINWAIT_FETCH)
  finwait_fetch(nlohmann_json
    https://github.com/nlohmann/json/releases/download/v3.11.2/json.tar.xz
    8c4b26bf4b422252e13f332bc5e388ec0ab5c3443d24399acb675e68278d341f)
  finwait_header_target(nlohmann_json::nlohmann_json ${nlohmann_json_SOURCE_DIR}/include)
elseif(NOT found)
  finwait_missing(nlohmann-json nlohmann-json3-dev)
endif()
