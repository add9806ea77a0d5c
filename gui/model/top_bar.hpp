// The top bar: the scenario with its picker, the network as editable chips, language,
// theme and keys.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gui/model/geometry.hpp"
#include "gui/model/session.hpp"

namespace finwait {

// A value of the network that can be edited; it is written into the scenario as an override.
struct NetworkChip {
  std::string path;  // "network.delay"
  Rect rect;
  Rect value_rect;  // where it is edited
  Label name;
  Label value;
  std::string edit;  // the value as a scenario file writes it
};

struct TopBarModel {
  Rect bar;
  Label brand;
  Rect menu;  // around the brand
  Rect picker;  // the scenario's title; opens the list
  Label title;
  Label title_below;  // its second line, if it needs one
  std::string about;  // the scenario's summary
  Rect network;  // a panel of their own; empty: they stand in the bar
  Label network_title;
  std::vector<NetworkChip> chips;
  std::optional<Rect> live;  // ends a live run
  Label live_name;
  Rect language;
  Label language_name;
  Rect theme;
  Label theme_name;
  Rect lab;
  Label lab_name;
  Rect present;
  Label present_name;
  Rect keys;
  Label keys_name;
};

// `network`: a panel for the network's values, if they have no room in the bar; empty: nowhere.
enum class TopBarParts : uint8_t { All, WithoutNetwork };
TopBarModel make_top_bar_model(const Session& session, const Rect& bar, const Type& type,
                               TopBarParts parts = TopBarParts::All, const Rect& network = {});

// A built-in scenario or lesson as the picker lists it; a lesson's claim stands for the summary.
struct CatalogueEntry {
  std::string name;
  std::string title;
  std::string summary;
};
std::vector<CatalogueEntry> make_catalogue(Language language);

}  // namespace finwait
