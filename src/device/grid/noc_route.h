// Where a NoC address leads, and what is wrong with a request. Tested by tests/device/noc_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "device/grid/machine.h"
#include "device/include/tir2tt/abi.h"

namespace tir2tt::device {

class World;

/// The other end of a transfer: a bank of DRAM, or cores.
struct Route {
  int bank = -1;
  std::vector<Core*> cores;
  uint64_t address = 0;  // in the bank or in L1
};

/// For a request that was checked.
Route route_of(World& world, const device_abi::NocRequest& request, const Actor& sender);

/// Reports what is wrong with a request of the running actor; brings its local address to an offset. nullopt: it cannot
/// be carried out.
std::optional<Route> check_request(World& world, device_abi::NocRequest& request);

}  // namespace tir2tt::device
