// Made by assets/fonts/advances.py; do not edit.
#pragma once

#include <array>
#include <cstdint>

namespace finwait {

// Of the characters from the space to the tilde, in thousandths of an em.
inline constexpr std::array<uint16_t, 95> kAdvances = {
    318, 401, 460, 838, 638, 951, 780, 275, 391, 391, 500, 838, 318, 461,  318, 357, 637, 637, 637,
    637, 643, 637, 637, 637, 637, 637, 337, 337, 838, 838, 838, 531, 1000, 685, 687, 728, 771, 632,
    587, 775, 752, 295, 543, 656, 563, 890, 753, 788, 635, 788, 695, 638,  643, 742, 685, 989, 686,
    665, 686, 391, 357, 391, 838, 500, 500, 613, 635, 559, 635, 616, 361,  635, 634, 278, 278, 580,
    278, 975, 634, 612, 635, 635, 412, 523, 393, 634, 592, 818, 592, 592,  542, 637, 337, 637, 838,
};

}  // namespace finwait
