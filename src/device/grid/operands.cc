// SrcA and SrcB between unpack and math: two banks.
#include <fmt/format.h>

#include "device/grid/compute.h"

namespace tir2tt::device {

Operands& next_bank(World& world, device_abi::Op op) {
  OperandQueue& queue = world.core().compute->operands;
  world.wait_until({WaitFor::OperandSpace, 0, 1, false}, [&] { return queue.count < queue.banks.size(); });
  Operands& bank = queue.banks[(queue.first + queue.count) % queue.banks.size()];
  bank.op = op;
  bank.used0 = bank.used1 = 0;
  bank.where = world.self().where;
  return bank;
}

void hand_over(World& world) {
  ++world.core().compute->operands.count;
  world.wake(world.core(), WaitFor::Operands, 0);
}

Operands& take_operands(World& world, device_abi::Op op) {
  OperandQueue& queue = world.core().compute->operands;
  world.wait_until({WaitFor::Operands, 0, 1, false}, [&] { return queue.count > 0; });
  Operands& bank = queue.banks[queue.first];
  if (bank.op != op) {
    world.report(FindingKind::RolesDiverge,
                 fmt::format("math is at {}, unpack at {}: the kernel's control flow differs between its roles",
                             op_name(op), op_name(bank.op)),
                 -1, {"what a branch or a loop depends on must be the same in unpack, math and pack"});
    world.give_up();
  }
  return bank;
}

void give_back(World& world) {
  OperandQueue& queue = world.core().compute->operands;
  queue.first = (queue.first + 1) % static_cast<uint32_t>(queue.banks.size());
  --queue.count;
  world.wake(world.core(), WaitFor::OperandSpace, 0);
}

}  // namespace tir2tt::device
